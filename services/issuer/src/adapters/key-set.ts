import { X509Certificate } from 'node:crypto'
import type { JsonObject } from '@counterfoil/shared/kernel/json'

/** Keys as a set that others verify by, each under the name that headers have for it. @see RFC 7517, section 5 */
export const keySet = (keys: readonly { readonly kid: string; readonly x5c: readonly string[] }[]): JsonObject => ({ keys: keys.map(({ kid, x5c }) => ({ ...certifiedJwk(x5c), kid, use: 'sig', alg: 'ES256' })) })

function certifiedJwk([leaf]: readonly string[]): JsonObject {
  if (leaf === undefined) throw new Error('A key without a certificate cannot be published as a key set.')
  return publicJwk(new X509Certificate(Buffer.from(leaf, 'base64')))
}

/** The key that a certificate is for, without whatever else may stand beside it. */
export function publicJwk({ publicKey }: X509Certificate): JsonObject {
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}
