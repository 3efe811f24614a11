import { hash } from 'node:crypto'
import { readSecret } from '../config/read-files.ts'
import { ConfigurationError } from '../config/read-env.ts'

/** The key that encrypts keys, and a name by which what it encrypted is recognised. */
export interface KeyEncryptionKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Reads 32 bytes in hexadecimal from a file of their own. */
export function readKeyEncryptionKey(file: string): KeyEncryptionKey {
  const text = readSecret(file, 'key encryption key')
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new ConfigurationError(`The key encryption key in ${file} is not 64 hexadecimal digits.`)
  return { id: hash('sha256', text.toLowerCase()).slice(0, 12), bytes: Buffer.from(text, 'hex') }
}
