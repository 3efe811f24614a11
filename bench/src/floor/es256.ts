import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'

// The least that ES256 costs on this platform: DER inside, r and s at the edge, keys as PEM. Nothing here is a product: no check
// that a signature is canonical, none that a coordinate is.

const pemStart = `-----BEGIN PUBLIC KEY-----\n${Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex').toString('base64')}`

export const sha256 = (text: string): string => hash('sha256', text, 'base64url')

export const importKey = (x: string, y: string): KeyObject =>
  createPublicKey(`${pemStart}${Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64')}\n-----END PUBLIC KEY-----`)

export function signText(key: KeyObject, text: string): string {
  const der = sign('sha256', Buffer.from(text), key)
  const signature = Buffer.alloc(64)
  for (let half = 0, at = 2; half < 2; half += 1) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    const bytes = number.subarray(Math.max(0, length - 32))
    bytes.copy(signature, 32 * (half + 1) - bytes.length)
    at += 2 + length
  }
  return signature.toString('base64url')
}

export function verifyText(key: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url')
  const numbers = [integer(bytes.subarray(0, 32)), integer(bytes.subarray(32))]
  return verify('sha256', Buffer.from(text), key, tagged(0x30, Buffer.concat(numbers)))
}

function integer(bytes: Buffer): Buffer {
  let first = 0
  while (first < bytes.length - 1 && bytes[first] === 0) first += 1
  const number = bytes.subarray(first)
  return tagged(0x02, ((number[0] ?? 0) & 0x80) === 0 ? number : Buffer.concat([Buffer.alloc(1), number]))
}

const tagged = (tag: number, content: Buffer): Buffer => Buffer.concat([Buffer.from([tag, content.length]), content])
