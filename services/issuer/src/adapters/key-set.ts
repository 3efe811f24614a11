import { X509Certificate, type KeyObject } from 'node:crypto'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { DocumentedKey } from './documented-keys.ts'

interface CertifiedKey {
  readonly kid: string
  readonly x5c: readonly string[]
}

/** Keys as a set that others verify by, each once under the name that headers have for it. @see RFC 7517, section 5 */
export function keySet(certified: readonly CertifiedKey[], documented: readonly DocumentedKey[] = []): JsonObject {
  const names = new Set(certified.map(({ kid }) => kid))
  const others = documented.filter(({ kid }) => !names.has(kid))
  return { keys: [...certified.map(({ kid, x5c }) => written(kid, certifiedJwk(x5c))), ...others.map(({ kid, publicKey }) => written(kid, publicJwk({ publicKey })))] }
}

const written = (kid: string, jwk: JsonObject): JsonObject => ({ ...jwk, kid, use: 'sig', alg: 'ES256' })

function certifiedJwk([leaf]: readonly string[]): JsonObject {
  if (leaf === undefined) throw new Error('A key without a certificate cannot be published as a key set.')
  return publicJwk(new X509Certificate(Buffer.from(leaf, 'base64')))
}

/** The key that a certificate is for, without whatever else may stand beside it. */
export function publicJwk({ publicKey }: { readonly publicKey: KeyObject }): JsonObject {
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}
