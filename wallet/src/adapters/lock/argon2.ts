import { argon2id } from '@noble/hashes/argon2.js'
import type { Cost } from './passphrase.ts'
import type { Bytes } from './wrapped-key.ts'

/** Argon2id, version 1.3. Plain JavaScript: a faster one, in WebAssembly, would have our content security policy opened for it. @see RFC 9106 */
export const argon2 = (passphrase: Bytes, salt: Bytes, cost: Cost): Bytes => new Uint8Array(argon2id(passphrase, salt, { ...cost, dkLen: 32 }))
