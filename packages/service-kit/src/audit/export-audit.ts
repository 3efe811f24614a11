import type { Reads } from '../persistence/database.ts'
import { headOf } from './append-entries.ts'
import { entryLine, headLine } from './audit-lines.ts'
import type { ChainedEntry } from './chained-entry.ts'

const atOnce = 1000

/** An authority's whole log as lines, or up to a number, to be read from one moment of the database. An entry that was put in beside the service shows. */
export async function* exportAudit(reads: Reads, { id, did }: { readonly id: string; readonly did: string }, upTo?: number): AsyncGenerator<string> {
  const most = upTo ?? (await headOf(reads, id)).number
  yield headLine({ authority: id, did, first: 1, last: most })
  for (let last = 0; ; ) {
    const rows = await reads.all<ChainedEntry & { readonly sequence: number }>(
      'SELECT sequence, authority, coalesce(number, 0) AS number, at, actor, event, object, reason, coalesce(hash, zeroblob(0)) AS hash FROM audit_entries WHERE authority = ? AND sequence > ? ORDER BY sequence LIMIT ?',
      [id, last, atOnce],
    )
    for (const { sequence, ...entry } of rows) {
      last = sequence
      if (upTo !== undefined && entry.number > upTo) return
      yield entryLine(entry)
    }
    if (rows.length < atOnce) return
  }
}
