import { hash } from 'node:crypto'

const block = 64
const digestLength = 32
// Written anew for each message; what is asked is answered before anything else runs.
const inner = Buffer.alloc(block + 1024)
const outer = Buffer.alloc(block + digestLength)

/** HMAC with SHA-256: 32 bytes as base64url. @see RFC 2104 */
export const hmacText = (key: Uint8Array, message: string | Uint8Array): string => hmac(key, message, 'base64url')

/** The same, as bytes. */
export const hmacBytes = (key: Uint8Array, message: string | Uint8Array): Uint8Array => Buffer.from(hmac(key, message, 'binary'), 'binary')

/**
 * By two one-shot hashes, both told as text: the platform's own makes a stream for every message, and a buffer for its
 * result, which costs as much again as the hashes.
 */
function hmac(key: Uint8Array, message: string | Uint8Array, encoding: 'base64url' | 'binary'): string {
  const padded = key.length > block ? hash('sha256', key, 'buffer') : key
  for (let place = 0; place < block; place += 1) {
    const byte = padded[place] ?? 0
    inner[place] = byte ^ 0x36
    outer[place] = byte ^ 0x5c
  }
  outer.write(hash('sha256', keyed(message), 'binary'), block, 'binary')
  return hash('sha256', outer, encoding)
}

/** The inner block and the message behind it. */
function keyed(message: string | Uint8Array): Uint8Array {
  const bytes = typeof message === 'string' ? Buffer.from(message) : message
  if (block + bytes.length > inner.length) return Buffer.concat([inner.subarray(0, block), bytes])
  inner.set(bytes, block)
  return inner.subarray(0, block + bytes.length)
}
