import { utf8 } from '@counterfoil/shared/kernel/bytes'

const algorithm = 'AES-GCM'

export type Bytes = Uint8Array<ArrayBuffer>

/** The vault's key, encrypted under one that opens it. */
export interface WrappedKey {
  readonly iv: Bytes
  readonly sealed: ArrayBuffer
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

/** A key that the browser keeps and won't hand out. */
export const makeBrowserKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])

/** A secret that comes from outside, as a key that opens the vault's. @see RFC 5869 */
export async function keyOfSecret(secret: Bytes, purpose: 'passkey' | 'passphrase' | 'backup'): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`counterfoil wallet ${purpose}`) }, material, { name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])
}

/** The vault's key for use: it encrypts and decrypts, and can't be taken out. */
export const importVaultKey = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, algorithm, false, ['encrypt', 'decrypt'])

/** `id` is of the protection, and bound in: no other one's wrapping can take its place. */
export async function wrapKey(raw: Bytes, by: CryptoKey, id: string): Promise<WrappedKey> {
  const iv = randomBytes(12)
  return { iv, sealed: await crypto.subtle.encrypt({ name: algorithm, iv, additionalData: utf8(id) }, by, raw) }
}

/** Null when it was wrapped by another key, or is damaged. */
export async function unwrapKey({ iv, sealed }: WrappedKey, by: CryptoKey, id: string): Promise<Bytes | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData: utf8(id) }, by, sealed))
  } catch {
    return null
  }
}
