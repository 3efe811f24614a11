import { fromBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'

/** Whether a signature, canonically written, is by this key; false for a key that the browser doesn't take. @see RFC 7518, section 3.4 */
export const verifyEs256 = (jwk: P256PublicJwk, signingInput: string | Uint8Array, signature: string): Promise<boolean> => verifyBytes(jwk, typeof signingInput === 'string' ? utf8(signingInput) : new Uint8Array(signingInput), signature)

export async function verifyBytes(jwk: P256PublicJwk, signed: Uint8Array<ArrayBuffer>, signature: string): Promise<boolean> {
  const bytes = fromBase64Url(signature)
  if (bytes?.length !== 64) return false
  const key = await crypto.subtle.importKey('jwk', { ...jwk }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']).catch(() => null)
  return key !== null && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes, signed)
}
