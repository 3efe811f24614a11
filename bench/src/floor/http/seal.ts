import { createCipheriv, createDecipheriv, createSecretKey, hash, randomBytes } from 'node:crypto'

const keyOf = (secret: string) => createSecretKey(hash('sha256', `key of ${secret}`, 'buffer'))

/** AES-256-GCM under a key that a secret leads to: nonce, ciphertext, tag, as base64url. */
export function sealUnder(secret: string, text: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

export function openUnder(secret: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(-16))
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
}
