const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Base58 as Bitcoin writes it: each zero byte at the front is a `1`. */
export function toBase58(bytes: Uint8Array): string {
  const zeros = bytes.findIndex((byte) => byte !== 0)
  const digits: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let place = 0; place < digits.length; place += 1) {
      carry += (digits[place] ?? 0) * 256
      digits[place] = carry % 58
      carry = Math.floor(carry / 58)
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58)
  }
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + digits.toReversed().map((digit) => alphabet[digit]).join('')
}

/** Bytes of base58; null for another alphabet. The work grows with the square of the length: callers limit it. */
export function fromBase58(text: string): Uint8Array<ArrayBuffer> | null {
  const ones = /^1*/.exec(text)?.[0].length ?? 0
  const bytes: number[] = []
  for (const character of text) {
    let carry = alphabet.indexOf(character)
    if (carry < 0) return null
    for (let place = 0; place < bytes.length; place += 1) {
      carry += (bytes[place] ?? 0) * 58
      bytes[place] = carry % 256
      carry = Math.floor(carry / 256)
    }
    for (; carry > 0; carry = Math.floor(carry / 256)) bytes.push(carry % 256)
  }
  return Uint8Array.from([...Array<number>(ones).fill(0), ...bytes.toReversed()])
}
