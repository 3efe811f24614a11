import { fromBase64Url, toHex } from './bytes.ts'

/** A P-256 public key as a JSON Web Key: coordinates as 43 characters of base64url. @see RFC 7518, section 6.2 */
export interface P256PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

// The curve is y² = x³ - 3x + b over the field of p. @see SEC 2, section 2.4.2
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
const coordinateBytes = 32

function coordinate(text: string): bigint | null {
  const bytes = fromBase64Url(text)
  const value = bytes?.length === coordinateBytes ? BigInt(`0x${toHex(bytes)}`) : p
  return value < p ? value : null
}

/** Whether two coordinates, canonically written, are a point of the curve: a key off it would give a secret away. @see RFC 7518, section 6.2.1 */
export function isP256Point(x: string, y: string): boolean {
  const [left, right] = [coordinate(y), coordinate(x)]
  return left !== null && right !== null && (left * left - (right * right - 3n) * right - b) % p === 0n
}
