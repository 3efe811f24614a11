import { AbstractSecretBox } from '@veramo/key-manager'
import { open, seal } from '../sealing/seal.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

/** A private key was encrypted under another key encryption key than the one at hand. */
export class WrongKeyEncryptionKey extends Error {
  constructor() {
    super('The private keys were encrypted with another key encryption key than the one given.')
  }
}

/**
 * Encrypts private keys at rest with AES-256-GCM and the name of the key that did. Veramo's own box knows no names, and
 * answers a wrong key with an empty text instead of an error.
 */
export class AesSecretBox extends AbstractSecretBox {
  readonly #key: KeyEncryptionKey

  constructor(key: KeyEncryptionKey) {
    super()
    this.#key = key
  }

  async encrypt(message: string): Promise<string> {
    return `aes1.${this.#key.id}.${Buffer.from(seal(this.#key.bytes, Buffer.from(message), 'private key')).toString('base64url')}`
  }

  async decrypt(encrypted: string): Promise<string> {
    const [format, id, sealed = ''] = encrypted.split('.')
    if (format !== 'aes1' || id !== this.#key.id) throw new WrongKeyEncryptionKey()
    return Buffer.from(open(this.#key.bytes, Buffer.from(sealed, 'base64url'), 'private key')).toString()
  }
}
