import type { ChainedEntry } from './chained-entry.ts'
import { membersOf } from './members-of.ts'

/** The first line of an export: whose log it is, and which entries follow. */
export interface ExportHead {
  readonly authority: string
  readonly did: string
  readonly first: number
  readonly last: number
}

/** Members in the order of their names, without spaces. @see RFC 8785 */
export const headLine = ({ authority, did, first, last }: ExportHead): string => JSON.stringify({ authority, did, first, last })

/** An entry's canonical form with its hash in hexadecimal among the members. */
export const entryLine = ({ actor, at, authority, event, hash, number, object, reason }: ChainedEntry): string =>
  JSON.stringify({ actor, at, authority, event, hash: Buffer.from(hash).toString('hex'), number, object, reason })

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value)
const hashPattern = /^[0-9a-f]{64}$/

/** Reads an export's first line; null for anything that an export would not have written, to the letter. */
export function parseHeadLine(line: string): ExportHead | null {
  const { authority, did, first, last } = membersOf(line)
  if (!isText(authority) || !isText(did) || !isNumber(first) || !isNumber(last)) return null
  const head = { authority, did, first, last }
  return headLine(head) === line ? head : null
}

/** Reads an entry; null for anything that an export would not have written, to the letter. */
export function parseEntryLine(line: string): ChainedEntry | null {
  const { actor, at, authority, event, hash, number, object, reason } = membersOf(line)
  if (!isText(actor) || !isNumber(at) || !isText(authority) || !isText(event) || !isNumber(number) || !isText(object)) return null
  if (!(reason === null || isText(reason)) || !isText(hash) || !hashPattern.test(hash)) return null
  const entry = { actor, at, authority, event, number, object, reason, hash: Buffer.from(hash, 'hex') }
  return entryLine(entry) === line ? entry : null
}
