import { toBase64Url } from '@counterfoil/shared/kernel/bytes'

/** 256 bits that nobody can guess. */
export const unguessable = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
