import { deriveKey, open, seal, SealBroken } from '@counterfoil/service-kit/sealing/seal'
import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { SessionSecret } from '../domain/staff-member.ts'

/** What was searched for, as an address may carry it: only this session can read it. */
export type SealedSearch = string

const mostCharacters = 100
const context = 'search'
const keyOf = (secret: SessionSecret): Uint8Array => deriveKey(secret, 'search of staff')

/** Names don't go into addresses, which are remembered and logged; and a page that answers a form is lost by going back. */
export const sealSearch = (secret: SessionSecret, words: string): SealedSearch => Buffer.from(seal(keyOf(secret), utf8(words.slice(0, mostCharacters)), context)).toString('base64url')

/** The words of a search; null when this session didn't make it. */
export function openSearch(secret: SessionSecret, sealed: unknown): string | null {
  if (typeof sealed !== 'string') return null
  try {
    return strictUtf8(open(keyOf(secret), Buffer.from(sealed, 'base64url'), context))
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
