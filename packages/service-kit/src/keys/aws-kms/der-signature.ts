const half = 32

/** r and s, 64 bytes, of an ECDSA signature in DER on a curve of 256 bits. Throws for anything else. @see RFC 3279, section 2.2.3 */
export function rawSignature(der: Uint8Array): Uint8Array {
  const raw = new Uint8Array(2 * half)
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new TypeError('not a signature in DER')
  let place = 2
  for (const end of [half, 2 * half]) {
    const length = der[place + 1] ?? 0
    const number = der.subarray(place + 2, place + 2 + length)
    const digits = number[0] === 0 ? number.subarray(1) : number
    const isInteger = der[place] === 2 && length > 0 && number.length === length && (number[0] ?? 0x80) < 0x80 && digits.length <= half
    // A number has one spelling: a leading zero only before a digit that would otherwise mean minus.
    if (!isInteger || (number[0] === 0 && (digits[0] ?? 0) < 0x80)) throw new TypeError('not a signature in DER')
    raw.set(digits, end - digits.length)
    place += 2 + length
  }
  if (place !== der.length) throw new TypeError('not a signature in DER')
  return raw
}
