/** A curve y² = x³ + ax + b over a prime field with p ≡ 3 (mod 4), where roots are one power away. */
export interface PrimeCurve {
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
}

/** @see NIST SP 800-186, section 3.2.1.3 */
export const p256: PrimeCurve = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  a: -3n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
}

/** @see SEC 2, section 2.4.1 */
export const secp256k1: PrimeCurve = { p: 2n ** 256n - 2n ** 32n - 977n, a: 0n, b: 7n }

const positive = (value: bigint, p: bigint): bigint => ((value % p) + p) % p
const rightSide = (x: bigint, { p, a, b }: PrimeCurve): bigint => positive(x * x * x + a * x + b, p)

/** Whether coordinates are within the field and on the curve. Its cofactor is 1: there is nothing else to check. Only for public keys. */
export const isOnCurve = (x: bigint, y: bigint, curve: PrimeCurve): boolean =>
  x >= 0n && y >= 0n && x < curve.p && y < curve.p && (y * y) % curve.p === rightSide(x, curve)

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let factor = base, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % modulus
    factor = (factor * factor) % modulus
  }
  return result
}

export const bigIntOf = (bytes: Uint8Array): bigint => bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n)

/** 32 bytes, the highest first. */
export function coordinateBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32)
  for (let place = 31, left = value; place >= 0; place -= 1, left >>= 8n) bytes[place] = Number(left & 255n)
  return bytes
}

/** The point of a compressed public key of 33 bytes; null when there is none on the curve. @see SEC 1, section 2.3.4 */
export function decompressPoint(bytes: Uint8Array, curve: PrimeCurve): { readonly x: bigint; readonly y: bigint } | null {
  if (bytes.length !== 33 || (bytes[0] !== 2 && bytes[0] !== 3)) return null
  const x = bigIntOf(bytes.subarray(1))
  const root = power(rightSide(x, curve), (curve.p + 1n) / 4n, curve.p)
  if (!isOnCurve(x, root, curve)) return null
  const y = (root & 1n) === BigInt(bytes[0] & 1) ? root : positive(-root, curve.p)
  return { x, y }
}
