import type { Anchor } from './anchor.ts'
import { parseEntryLine, parseHeadLine, type ExportHead } from './audit-lines.ts'
import { chainEntry, noEntryYet, type ChainHead, type ChainedEntry } from './chained-entry.ts'

/** What the ledger, or the list, says of an authority's log. */
export interface AnchoredFacts {
  readonly did: string
  /** In the order of their numbers. */
  readonly anchors: readonly Anchor[]
}

export type AuditVerdict =
  | { readonly sound: true; readonly authority: string; readonly entries: number; /** Number of the last entry that an anchor vouches for; 0 for none. */ readonly anchored: number }
  | { readonly sound: false; /** Of the first bad line; the export's first is 1. */ readonly line: number; readonly why: string }

/**
 * Judges an export by itself and, where it is told, by what was anchored. `lines` come without their ends; one that the
 * file cut off is null.
 */
export async function verifyAudit(lines: AsyncIterable<string | null> | Iterable<string | null>, facts: AnchoredFacts | null): Promise<AuditVerdict> {
  let line = 0
  let head: ExportHead | null = null
  let end: ChainHead = noEntryYet
  const bad = (why: string): AuditVerdict => ({ sound: false, line, why })
  for await (const text of lines) {
    line += 1
    if (text === null) return bad('is cut off, or is not text')
    if (head === null) {
      head = parseHeadLine(text)
      const why = wrongHead(head, facts)
      if (why !== null) return bad(why)
      continue
    }
    const entry = parseEntryLine(text)
    const why = entry === null ? 'is not as an export writes it' : wrongEntry(entry, end, head, facts)
    if (entry === null || why !== null) return bad(why ?? '')
    end = entry
  }
  line += 1
  if (head === null) return bad('is missing: the file is empty')
  const lost = facts?.anchors.at(-1)
  if (lost !== undefined && lost.number > end.number) return bad(`is missing: entries up to ${lost.number} were anchored on the ${lost.on}, in ${lost.spot}`)
  if (end.number !== head.last) return bad(`is missing: the first line tells of ${head.last} entries`)
  return { sound: true, authority: head.authority, entries: end.number, anchored: lost?.number ?? 0 }
}

function wrongHead(head: ExportHead | null, facts: AnchoredFacts | null): string | null {
  if (head === null) return 'is not the first line of an export'
  if (head.first !== 1) return 'does not begin with the first entry'
  return facts !== null && facts.did !== head.did ? `names another DID than the network's ${facts.did}` : null
}

function wrongEntry(entry: ChainedEntry, before: ChainHead, head: ExportHead, facts: AnchoredFacts | null): string | null {
  if (entry.authority !== head.authority) return 'is of another authority'
  if (entry.number !== before.number + 1) return `has number ${entry.number} where ${before.number + 1} belongs: an entry is missing, moved or put in`
  if (entry.number > head.last) return `is one more than the first line tells of`
  if (!sameBytes(chainEntry(before, entry).hash, entry.hash)) return 'was changed, or its hash was'
  const apart = facts?.anchors.find((anchor) => anchor.number === entry.number && !sameBytes(anchor.hash, entry.hash))
  return apart === undefined ? null : `is not what was anchored on the ${apart.on}, in ${apart.spot}: it or an entry after the anchor before was rewritten`
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
