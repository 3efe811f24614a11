import { hash } from 'node:crypto'
import { ConfigurationError } from '../../config/read-env.ts'
import { readSecret } from '../../config/read-files.ts'
import { open, seal } from '../../sealing/seal.ts'

/** The key that encrypts keys. Its own bytes may be in a hardware module. */
export interface KeyEncryptionKey {
  /** By which what it sealed is recognised. */
  readonly id: string
  /** Seals a data key for one place, which `context` names. Refuses `signing_unavailable` while a module can't be reached. */
  seal(plaintext: Uint8Array, context: string): Promise<Uint8Array>
  /** Throws `SealBroken` for what this key did not seal for this place. */
  open(sealed: Uint8Array, context: string): Promise<Uint8Array>
  close(): void
}

/** A key encryption key whose 32 bytes are at hand. */
export function keyEncryptionKey(hexadecimal: string, from: string): KeyEncryptionKey {
  if (!/^[0-9a-f]{64}$/i.test(hexadecimal)) throw new ConfigurationError(`The key encryption key in ${from} is not 64 hexadecimal digits.`)
  const bytes = Buffer.from(hexadecimal, 'hex')
  return {
    id: hash('sha256', hexadecimal.toLowerCase()).slice(0, 12),
    seal: async (plaintext, context) => seal(bytes, plaintext, context),
    open: async (sealed, context) => open(bytes, sealed, context),
    close: () => {},
  }
}

/** Reads 32 bytes in hexadecimal from a file of their own. */
export const readKeyEncryptionKey = (file: string): KeyEncryptionKey => keyEncryptionKey(readSecret(file, 'key encryption key'), file)

/** The key that seals from now on, and earlier ones that may still open. */
export interface KeyEncryptionKeys {
  readonly current: KeyEncryptionKey
  readonly former: readonly KeyEncryptionKey[]
}

/** The key of an id; undefined when it was not given. */
export const keyOfId = ({ current, former }: KeyEncryptionKeys, id: string): KeyEncryptionKey | undefined => [current, ...former].find((key) => key.id === id)
