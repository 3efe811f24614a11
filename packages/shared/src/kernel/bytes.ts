const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Decodes UTF-8; throws on an invalid sequence instead of replacing it. */
export const strictUtf8 = (bytes: Uint8Array): string => strictDecoder.decode(bytes)

const canonical = /^[A-Za-z0-9_-]*$/

/** Unpadded base64url of bytes, in browser and Node. @see RFC 4648, section 5 */
export const toBase64Url = (bytes: Uint8Array): string => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Bytes of unpadded base64url; null when padded, not canonical (spare bits set) or not of the alphabet. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!canonical.test(text) || text.length % 4 === 1) return null
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return toBase64Url(bytes) === text ? bytes : null
}

export const toHex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

export const fromHex = (text: string): Uint8Array<ArrayBuffer> | null => {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  if (digits.length % 2 === 1 || !/^[0-9a-fA-F]*$/.test(digits)) return null
  const bytes = new Uint8Array(digits.length / 2)
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)
  return bytes
}
