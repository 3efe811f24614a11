import { timingSafeEqual } from 'node:crypto'
import { derivationsOf } from './derivations.ts'
import { hmacBytes, hmacText } from './hmac.ts'

/** A text that follows from a secret for one purpose and tells nothing of it: 32 bytes as base64url. */
export const deriveText = (secret: string, purpose: string): string => derivationsOf(secret).text(purpose)

/** A keyed hash as base64url: the same value gives the same text, and without the key nobody can try values. */
export const keyedHash = (key: string, value: string): string => hmacText(Buffer.from(key), value)

const comparison = Buffer.from('comparison')

/** Compares in constant time, whatever the lengths. */
export function equalSecrets(one: string, other: string): boolean {
  return timingSafeEqual(hmacBytes(comparison, one), hmacBytes(comparison, other))
}
