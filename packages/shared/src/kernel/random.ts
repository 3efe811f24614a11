/** Randomness, as a port. */
export interface Random {
  /** Cryptographically strong bytes. */
  bytes(length: number): Uint8Array
  /** The same as unpadded base64url text. */
  secret(length: number): string
}
