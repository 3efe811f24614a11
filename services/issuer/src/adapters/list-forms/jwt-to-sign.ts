import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { ListToBeSigned } from '../../ports.ts'

const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT without its signature, and what it is with it. */
export function jwtToSign(header: JsonObject, claims: JsonObject): ListToBeSigned {
  const toSign = `${encode({ alg: 'ES256', ...header })}.${encode(claims)}`
  return { toSign, finish: (signature) => `${toSign}.${signature}` }
}
