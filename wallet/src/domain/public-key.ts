import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'

/** Whether the vault kept the public half of a key here. */
export const isPublicKey = (value: Json | undefined): boolean => isJsonObject(value) && ['kty', 'crv', 'x', 'y'].every((name) => typeof value[name] === 'string')
