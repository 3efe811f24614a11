import { fromBase64Url } from './bytes.ts'
import { bigIntOf, isOnCurve, p256 } from './elliptic-curve.ts'

/** A P-256 public key as a JSON Web Key: coordinates as 43 characters of base64url. @see RFC 7518, section 6.2 */
export interface P256PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** The thumbprint of a key, in base64url. @see RFC 7638, section 3 */
export const jwkThumbprint = ({ kty, crv, x, y }: P256PublicJwk, sha256: (text: string) => string): string => sha256(JSON.stringify({ crv, kty, x, y }))

function coordinate(text: string): bigint | null {
  const bytes = fromBase64Url(text)
  return bytes?.length === 32 ? bigIntOf(bytes) : null
}

/** Whether two coordinates, canonically written, are a point of the curve: a key off it would give a secret away. @see RFC 7518, section 6.2.1 */
export function isP256Point(x: string, y: string): boolean {
  const [left, right] = [coordinate(x), coordinate(y)]
  return left !== null && right !== null && isOnCurve(left, right, p256)
}
