import type { Writes } from '../persistence/database.ts'
import { chainEntry, noEntryYet, type AuditFacts, type ChainHead, type ChainedEntry } from './chained-entry.ts'

/** Puts entries at the ends of their authorities' chains, within the unit that changes what they tell of. */
export async function appendEntries(writes: Writes, facts: readonly AuditFacts[]): Promise<void> {
  const entries: ChainedEntry[] = []
  for (const [authority, own] of Map.groupBy(facts, (fact) => fact.authority)) {
    const before = await headOf(writes, authority)
    let head: ChainHead = before
    for (const fact of own) {
      const entry = chainEntry(head, fact)
      entries.push(entry)
      head = entry
    }
    await moveHead(writes, authority, before, head)
  }
  if (entries.length > 0) await insert(writes, entries)
}

/** Where an authority's chain ends now. */
export async function headOf(reads: Pick<Writes, 'first'>, authority: string): Promise<ChainHead> {
  return (await reads.first<ChainHead>('SELECT number, hash FROM audit_heads WHERE authority = ?', [authority])) ?? noEntryYet
}

async function moveHead(writes: Writes, authority: string, from: ChainHead, to: ChainHead): Promise<void> {
  const moved = await writes.run(
    `INSERT INTO audit_heads (authority, number, hash) VALUES (?, ?, ?)
     ON CONFLICT (authority) DO UPDATE SET number = excluded.number, hash = excluded.hash WHERE number = ?`,
    [authority, to.number, Buffer.from(to.hash), from.number],
  )
  if (moved !== 1) throw new Error('Another process moved the head of this audit log at the same time.')
}

async function insert(writes: Writes, entries: readonly ChainedEntry[]): Promise<void> {
  const rows = entries.map(({ authority, number, at, actor, event, object, reason, hash }) => [authority, number, at, actor, event, object, reason, Buffer.from(hash).toString('hex')])
  // Materialised: SQLite would write each row as text again for each of its columns.
  await writes.run(
    `WITH asked AS MATERIALIZED (SELECT value FROM json_each(?)) INSERT INTO audit_entries (authority, number, at, actor, event, object, reason, hash)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, unhex(value ->> 7) FROM asked`,
    [JSON.stringify(rows)],
  )
}
