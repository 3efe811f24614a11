import { hash } from 'node:crypto'
import type { StatusBits } from '@counterfoil/shared/status-list/status-bits'
import type { ChainHead } from './chained-entry.ts'
import { membersOf } from './members-of.ts'

/** What an authority's status lists held at one moment; its digest goes to the ledger. */
export interface ListStatement {
  /** 1 for an authority's first, without a gap. */
  readonly number: number
  readonly did: string
  /** Seconds since 1970. */
  readonly at: number
  /** By their addresses, in the order of their numbers. */
  readonly lists: readonly { readonly uri: string; /** SHA-256 of the list's bytes, not compressed; hexadecimal. */ readonly digest: string }[]
}

export const digestOfList = ({ bytes }: StatusBits): string => hash('sha256', bytes, 'hex')

/** Members in the order of their names, without spaces: there is one text for one statement. @see RFC 8785 */
export const statementText = ({ at, did, lists, number }: ListStatement): string => JSON.stringify({ at, did, lists: lists.map(({ uri, digest }) => ({ digest, uri })), number })

/** What is anchored of a statement: SHA-256 of its text, and its number. */
export const statementHead = (text: string, number: number): ChainHead => ({ hash: hash('sha256', text, 'buffer'), number })

/** Reads a statement; null for anything that an issuer would not have written, to the letter. */
export function parseStatement(text: string): ListStatement | null {
  const { at, did, lists, number } = membersOf(text)
  if (!isCount(at) || !isCount(number) || typeof did !== 'string' || !Array.isArray(lists)) return null
  const read = lists.map((one: unknown) => (isListed(one) ? one : null))
  const found = read.filter((one) => one !== null)
  const statement = { at, did, lists: found, number }
  return found.length === read.length && statementText(statement) === text ? statement : null
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value)
const isListed = (value: unknown): value is ListStatement['lists'][number] =>
  typeof value === 'object' && value !== null && 'uri' in value && typeof value.uri === 'string' && 'digest' in value && typeof value.digest === 'string'
