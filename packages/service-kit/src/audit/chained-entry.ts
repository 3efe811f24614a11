import { hash } from 'node:crypto'

/** Who did what, when, to which object: never to whom or with which values. */
export interface AuditFacts {
  readonly authority: string
  /** Seconds since 1970. */
  readonly at: number
  readonly actor: string
  readonly event: string
  readonly object: string
  /** A code of a closed list, when there is one. */
  readonly reason: string | null
}

/** An entry at its place in its authority's chain. */
export interface ChainedEntry extends AuditFacts {
  /** 1 for an authority's first, without a gap. */
  readonly number: number
  readonly hash: Uint8Array
}

/** Where a chain ends. */
export interface ChainHead {
  readonly number: number
  readonly hash: Uint8Array
}

/** The head of a chain that has no entry yet. */
export const noEntryYet: ChainHead = { number: 0, hash: new Uint8Array(32) }

/** The members in the order of their names, without spaces: what two programs write of one entry is the same. @see RFC 8785 */
export const canonicalEntry = ({ actor, at, authority, event, number, object, reason }: Omit<ChainedEntry, 'hash'>): string =>
  JSON.stringify({ actor, at, authority, event, number, object, reason })

/** Puts an entry behind the one before it: SHA-256 of that one's hash and this one's canonical form. */
export function chainEntry(before: ChainHead, { actor, at, authority, event, object, reason }: AuditFacts): ChainedEntry {
  const entry = { authority, number: before.number + 1, at, actor, event, object, reason }
  return { ...entry, hash: hash('sha256', Buffer.concat([before.hash, Buffer.from(canonicalEntry(entry))]), 'buffer') }
}
