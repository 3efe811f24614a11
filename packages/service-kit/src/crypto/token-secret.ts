import { createHmac, timingSafeEqual } from 'node:crypto'
import { derivationsOf } from './derivations.ts'

/** A text that follows from a secret for one purpose and tells nothing of it: 32 bytes as base64url. */
export const deriveText = (secret: string, purpose: string): string => derivationsOf(secret).text(purpose)

/** A keyed hash as base64url: the same value gives the same text, and without the key nobody can try values. */
export const keyedHash = (key: string, value: string): string => createHmac('sha256', key).update(value).digest('base64url')

/** Compares in constant time, whatever the lengths. */
export function equalSecrets(one: string, other: string): boolean {
  const key = 'comparison'
  return timingSafeEqual(createHmac('sha256', key).update(one).digest(), createHmac('sha256', key).update(other).digest())
}
