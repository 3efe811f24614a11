import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { StandingList } from '../ports.ts'

const told = { 'credential.suspended': statusValue.suspended, 'credential.reinstated': statusValue.valid, 'credential.revoked': statusValue.revoked } as const

// SQLite gives the other columns of the row that has the maximum.
const latest = `WITH latest AS MATERIALIZED (SELECT object, event, max(sequence) FROM audit_entries
    WHERE authority = ? AND at < ? AND event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked') GROUP BY object)
  SELECT c.status_index AS "index", l.event FROM latest l JOIN counterfoils c ON c.id = l.object WHERE c.authority = ? AND c.status_list = ?
  UNION ALL SELECT k.status_index, l.event FROM latest l JOIN credential_copies k ON k.counterfoil = l.object WHERE k.authority = ? AND k.status_list = ?`

/** The entries that were not valid at a time, as the audit log tells: it is never altered, so nor is the past. */
export async function standingAsOf(reads: Reads, authority: string, list: number, time: EpochSeconds): Promise<StandingList | null> {
  const found = await reads.first<{ size: number }>('SELECT size FROM status_lists WHERE authority = ? AND number = ?', [authority, list])
  if (found === null) return null
  const rows = await reads.all<{ index: number; event: keyof typeof told }>(latest, [authority, time, authority, list, authority, list])
  const entries = rows.map(({ index, event }): { index: number; status: StatusValue } => ({ index, status: told[event] }))
  return { size: found.size, entries: entries.filter(({ status }) => status !== statusValue.valid) }
}
