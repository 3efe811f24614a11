import { hmacBytes, hmacText } from './hmac.ts'

/** What follows from one secret, each for one purpose; none tells anything of the secret or of another. */
export interface Derivations {
  /** 32 bytes as base64url. */
  text(purpose: string): string
  /** 32 bytes. */
  key(purpose: string): Uint8Array
}

// A salt of nothing is a block of zeros, and one block of 32 bytes is all that is ever needed. @see RFC 5869, sections 2.2 and 2.3
const noSalt = new Uint8Array(32)
const blockFor = (purpose: string): string => `counterfoil ${purpose}\u0001`

/**
 * HKDF with SHA-256: the secret is extracted once, however much follows from it. The platform's own HKDF does that again for
 * each, at several times the cost. @see RFC 5869
 */
export function derivationsOf(secret: string): Derivations {
  const extracted = hmacBytes(noSalt, secret)
  return { text: (purpose) => hmacText(extracted, blockFor(purpose)), key: (purpose) => hmacBytes(extracted, blockFor(purpose)) }
}
