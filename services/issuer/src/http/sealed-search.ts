import type { SessionSecret } from '../domain/staff-member.ts'
import { sealedInAddress } from './sealed-in-address.ts'

/** What was searched for, as an address may carry it: only this session can read it. */
export type SealedSearch = string

const mostCharacters = 100
const sealed = sealedInAddress('search')

/** Names don't go into addresses, which are remembered and logged; and a page that answers a form is lost by going back. */
export const sealSearch = (secret: SessionSecret, words: string): SealedSearch => sealed.seal(secret, words.slice(0, mostCharacters))

/** The words of a search; null when this session didn't make it. */
export const openSearch = (secret: SessionSecret, given: unknown): string | null => sealed.open(secret, given)
