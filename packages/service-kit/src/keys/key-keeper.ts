import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { KeyRole } from './key-role.ts'

/** What anybody may know of a key. */
export interface CustodyKey<Role extends KeyRole = KeyRole> {
  /** The key's name in its custody; published names, such as DID URLs, point to it. */
  readonly id: string
  readonly role: Role
  /** Id of the authority it belongs to. */
  readonly authority: string
  /** Uncompressed point, 130 hexadecimal digits. */
  readonly publicKeyHex: string
  readonly createdAt: EpochSeconds
  /** Since when it signs no more; null while it does. */
  readonly retiredAt: EpochSeconds | null
}

/** A key that is about to be made. */
export type KeyToMake = Pick<CustodyKey, 'id' | 'role' | 'authority' | 'createdAt'>

/**
 * Where private keys are: an encrypted file, a hardware module, a cloud service. Roles, counting and events are the
 * custody's, which stands in front. What can't be reached refuses with `signing_unavailable`; what is set up wrongly throws
 * `KeyMisconfigured`. No member gives a private key out.
 */
export interface KeyKeeper {
  /** Makes a key pair and answers its public key. */
  make(key: KeyToMake): Promise<string>
  /**
   * Takes a key over that was made with the keeper's own tools, by what it is called there, and answers its public key. Throws
   * `KeyMisconfigured` for one that is none for the role, or could be read out.
   */
  takeOver(label: string, key: KeyToMake): Promise<string>
  list(): Promise<readonly CustodyKey[]>
  /** Loads a P-256 key: ES256 over the signing input, base64url of r and s. At once where the key is at hand. */
  es256(key: CustodyKey): Promise<(signingInput: string | Uint8Array) => string | Promise<string>>
  /** Loads a secp256k1 key: r and s, 64 bytes, over a digest of 32. */
  secp256k1(key: CustodyKey): Promise<(digest: Uint8Array) => Promise<Uint8Array>>
  /** Keeps the key, which signs no more. */
  retire(id: string, at: EpochSeconds): Promise<void>
  /** Ends the private key for good. */
  destroy(id: string): Promise<void>
  close(): Promise<void>
}

/** A key or its keeper is not as it must be; waiting does not help. The message names keys and never holds one. */
export class KeyMisconfigured extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KeyMisconfigured'
  }
}
