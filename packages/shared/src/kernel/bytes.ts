const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Decodes UTF-8; throws on an invalid sequence instead of replacing it. */
export const strictUtf8 = (bytes: Uint8Array): string => strictDecoder.decode(bytes)

const alphabet = /^[A-Za-z0-9_-]*$/
const paddedAlphabet = /^[A-Za-z0-9+/]*={0,2}$/

/** Padded base64 of bytes, as certificates in a header are written. @see RFC 4648, section 4 */
export const toBase64 = (bytes: Uint8Array): string => btoa(binaryOf(bytes))

/** Unpadded base64url of bytes, in browser and Node. @see RFC 4648, section 5 */
export const toBase64Url = (bytes: Uint8Array): string => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

// What the last character may be when it carries only four, or only two, bits of the last byte: its spare bits are zero.
const lastOfOneByte = 'AQgw'
const lastOfTwoBytes = 'AEIMQUYcgkosw048'

/** Bytes of unpadded base64url; null when padded, not canonical (spare bits set) or not of the alphabet. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null => {
  const over = text.length % 4
  if (over === 1 || !alphabet.test(text)) return null
  if (over !== 0 && !(over === 2 ? lastOfOneByte : lastOfTwoBytes).includes(text.charAt(text.length - 1))) return null
  return bytesOf(atob(text.replaceAll('-', '+').replaceAll('_', '/')))
}

/** Text of unpadded base64url; null when that is not canonical, or not of UTF-8. */
export type DecodeText = (encoded: string) => string | null

/** As any platform can; one may offer a faster way. */
export const textOfBase64Url: DecodeText = (encoded) => {
  const bytes = fromBase64Url(encoded)
  try {
    return bytes === null ? null : strictUtf8(bytes)
  } catch {
    return null
  }
}

/** Bytes of padded base64, as certificates in a header have it; null when it is not canonical. @see RFC 4648, section 4 */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!paddedAlphabet.test(text) || text.length % 4 !== 0) return null
  const bytes = bytesOf(atob(text))
  return btoa(binaryOf(bytes)) === text ? bytes : null
}

function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}

function binaryOf(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return binary
}

/** Several stretches of bytes as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const valueOfDigit = (code: number): number => (code < 0x3a ? code - 0x30 : (code | 0x20) - 0x57)

export const toHex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += hexOfByte[byte] ?? ''
  return text
}

export const fromHex = (text: string): Uint8Array<ArrayBuffer> | null => {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  if (digits.length % 2 === 1 || !/^[0-9a-fA-F]*$/.test(digits)) return null
  const bytes = new Uint8Array(digits.length / 2)
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = valueOfDigit(digits.charCodeAt(index * 2)) * 16 + valueOfDigit(digits.charCodeAt(index * 2 + 1))
  return bytes
}
