const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Bytes as text that a QR code takes at five and a half bits a character. @see RFC 9285, section 4 */
export function toBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const [first = 0, second] = bytes.subarray(at, at + 2)
    text += second === undefined ? digits(first, 2) : digits(first * 256 + second, 3)
  }
  return text
}

function digits(value: number, count: number): string {
  let [text, left] = ['', value]
  for (let digit = 0; digit < count; digit += 1) {
    text += alphabet.charAt(left % 45)
    left = Math.floor(left / 45)
  }
  return text
}

/** Null for what isn't of the alphabet, or stands for no bytes. @see RFC 9285, section 4.2 */
export function fromBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const group = Array.from(text.slice(at, at + 3), (character) => alphabet.indexOf(character))
    if (group.includes(-1)) return null
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (value > (group.length === 3 ? 0xffff : 0xff)) return null
    bytes.push(...(group.length === 3 ? [value >> 8, value & 0xff] : [value]))
  }
  return Uint8Array.from(bytes)
}
