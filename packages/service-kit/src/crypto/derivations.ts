import { createHmac, createSecretKey, type Hmac } from 'node:crypto'

/** What follows from one secret, each for one purpose; none tells anything of the secret or of another. */
export interface Derivations {
  /** 32 bytes as base64url. */
  text(purpose: string): string
  /** 32 bytes. */
  key(purpose: string): Uint8Array
}

// A salt of nothing is a block of zeros, and one block of 32 bytes is all that is ever needed. @see RFC 5869, sections 2.2 and 2.3
const noSalt = createSecretKey(Buffer.alloc(32))
const firstBlock = '\u0001'

/**
 * HKDF with SHA-256 by the platform's HMAC: the secret is extracted once, however much follows from it. The platform's own HKDF
 * does that again for each, at three times the cost. @see RFC 5869
 */
export function derivationsOf(secret: string): Derivations {
  const extracted = createHmac('sha256', noSalt).update(secret).digest('binary')
  const expand = (purpose: string): Hmac => createHmac('sha256', extracted, { encoding: 'binary' }).update(`counterfoil ${purpose}${firstBlock}`)
  return { text: (purpose) => expand(purpose).digest('base64url'), key: (purpose) => new Uint8Array(expand(purpose).digest()) }
}
