import { toHex } from './bytes.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

const base = 58n
/** Digits that are taken off at once: as many as a number holds exactly. */
const atOnce = 9
const divisor = base ** BigInt(atOnce)

/** Base58 as Bitcoin writes it: each zero byte at the front is a `1`. The work grows with the square of the length: callers limit it. */
export function toBase58(bytes: Uint8Array): string {
  const zeros = bytes.findIndex((byte) => byte !== 0)
  if (zeros < 0) return '1'.repeat(bytes.length)
  let digits = ''
  for (let left = BigInt(`0x${toHex(bytes)}`); left > 0n; left /= divisor) digits = digitsOf(Number(left % divisor)) + digits
  return '1'.repeat(zeros) + digits.replace(/^1+/, '')
}

function digitsOf(value: number): string {
  let digits = ''
  for (let left = value; digits.length < atOnce; left = Math.floor(left / 58)) digits = (alphabet[left % 58] ?? '') + digits
  return digits
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
