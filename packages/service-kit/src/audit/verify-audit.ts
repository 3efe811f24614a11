import type { Anchor } from './anchor.ts'
import { parseEntryLine, parseHeadLine, type ExportHead } from './audit-lines.ts'
import { chainEntry, noEntryYet, type ChainHead, type ChainedEntry } from './chained-entry.ts'

/** What the ledger, or the list, says of an authority's log. */
export interface AnchoredFacts {
  readonly did: string
  /** In the order of their numbers. */
  readonly anchors: readonly Anchor[]
}

/** What is wrong with the first bad line of an export; `number` is the one that belongs there. */
export type AuditFault =
  | { readonly kind: 'cut_off' | 'empty' | 'no_head' | 'later_start' | 'unreadable' | 'other_authority' | 'one_more' | 'changed' }
  | { readonly kind: 'other_did'; readonly did: string }
  | { readonly kind: 'out_of_place'; readonly found: number; readonly number: number }
  | { readonly kind: 'not_anchored'; readonly on: Anchor['on']; readonly spot: string }
  | { readonly kind: 'lost_anchored'; readonly on: Anchor['on']; readonly spot: string; readonly upTo: number }
  | { readonly kind: 'lost'; readonly upTo: number }

export type AuditVerdict =
  | { readonly sound: true; readonly authority: string; readonly entries: number; /** Number of the last entry that an anchor vouches for; 0 for none. */ readonly anchored: number }
  | { readonly sound: false; /** Of the first bad line; the export's first is 1. */ readonly line: number; readonly fault: AuditFault; readonly why: string }

/**
 * Judges an export by itself and, where it is told, by what was anchored. `lines` come without their ends; one that the
 * file cut off is null.
 */
export async function verifyAudit(lines: AsyncIterable<string | null> | Iterable<string | null>, facts: AnchoredFacts | null): Promise<AuditVerdict> {
  let line = 0
  let head: ExportHead | null = null
  let end: ChainHead = noEntryYet
  const bad = (fault: AuditFault): AuditVerdict => ({ sound: false, line, fault, why: whyOf(fault) })
  for await (const text of lines) {
    line += 1
    if (text === null) return bad({ kind: 'cut_off' })
    if (head === null) {
      head = parseHeadLine(text)
      const fault = wrongHead(head, facts)
      if (fault !== null) return bad(fault)
      continue
    }
    const entry = parseEntryLine(text)
    if (entry === null) return bad({ kind: 'unreadable' })
    const fault = wrongEntry(entry, end, head, facts)
    if (fault !== null) return bad(fault)
    end = entry
  }
  line += 1
  if (head === null) return bad({ kind: 'empty' })
  const lost = facts?.anchors.at(-1)
  if (lost !== undefined && lost.number > end.number) return bad({ kind: 'lost_anchored', on: lost.on, spot: lost.spot, upTo: lost.number })
  if (end.number !== head.last) return bad({ kind: 'lost', upTo: head.last })
  return { sound: true, authority: head.authority, entries: end.number, anchored: lost?.number ?? 0 }
}

function wrongHead(head: ExportHead | null, facts: AnchoredFacts | null): AuditFault | null {
  if (head === null) return { kind: 'no_head' }
  if (head.first !== 1) return { kind: 'later_start' }
  return facts !== null && facts.did !== head.did ? { kind: 'other_did', did: facts.did } : null
}

function wrongEntry(entry: ChainedEntry, before: ChainHead, head: ExportHead, facts: AnchoredFacts | null): AuditFault | null {
  if (entry.authority !== head.authority) return { kind: 'other_authority' }
  if (entry.number !== before.number + 1) return { kind: 'out_of_place', found: entry.number, number: before.number + 1 }
  if (entry.number > head.last) return { kind: 'one_more' }
  if (!sameBytes(chainEntry(before, entry).hash, entry.hash)) return { kind: 'changed' }
  const apart = facts?.anchors.find((anchor) => anchor.number === entry.number && !sameBytes(anchor.hash, entry.hash))
  return apart === undefined ? null : { kind: 'not_anchored', on: apart.on, spot: apart.spot }
}

function whyOf(fault: AuditFault): string {
  switch (fault.kind) {
    case 'cut_off':
      return 'is cut off, or is not text'
    case 'empty':
      return 'is missing: the file is empty'
    case 'no_head':
      return 'is not the first line of an export'
    case 'later_start':
      return 'does not begin with the first entry'
    case 'other_did':
      return `names another DID than the network's ${fault.did}`
    case 'unreadable':
      return 'is not as an export writes it'
    case 'other_authority':
      return 'is of another authority'
    case 'out_of_place':
      return `has number ${fault.found} where ${fault.number} belongs: an entry is missing, moved or put in`
    case 'one_more':
      return 'is one more than the first line tells of'
    case 'changed':
      return 'was changed, or its hash was'
    case 'not_anchored':
      return `is not what was anchored on the ${fault.on}, in ${fault.spot}: it or an entry after the anchor before was rewritten`
    case 'lost_anchored':
      return `is missing: entries up to ${fault.upTo} were anchored on the ${fault.on}, in ${fault.spot}`
    case 'lost':
      return `is missing: the first line tells of ${fault.upTo} entries`
  }
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
