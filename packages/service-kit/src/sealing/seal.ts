import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { derivationsOf } from '../crypto/derivations.ts'
import { cryptoRandom } from '../system/crypto-random.ts'

/** What was sealed can't be opened: another key, another place, or altered. */
export class SealBroken extends Error {}

/** A key that only the holder of the secret can derive. @see RFC 5869 */
export const deriveKey = (secret: string, purpose: string): Uint8Array => derivationsOf(secret).key(purpose)

export const freshKey = (): Uint8Array => new Uint8Array(randomBytes(32))

/**
 * Seals bytes with AES-256-GCM: nonce, ciphertext, tag. `context` names the place they belong to, so that they can't be
 * opened anywhere else.
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, context: string): Uint8Array {
  const nonce = cryptoRandom.bytes(12)
  // A key object here and below: Node first asks bytes, at some length, whether they are one.
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce)
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `seal` made with the same key and context; throws `SealBroken` otherwise. */
export function open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  try {
    const bytes = Buffer.from(sealed)
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), bytes.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(-16))
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
  } catch (cause) {
    throw new SealBroken('The seal is broken.', { cause })
  }
}
