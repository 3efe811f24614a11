import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { ListName } from '../domain/authority.ts'
import type { StandingList } from '../ports.ts'

const told = { 'credential.suspended': statusValue.suspended, 'credential.reinstated': statusValue.valid, 'credential.revoked': statusValue.revoked } as const

// A list may have entries of several authorities. SQLite gives the other columns of the row that has the maximum.
const latest = `WITH latest AS MATERIALIZED (SELECT object, event, max(sequence) FROM audit_entries INDEXED BY audit_entries_of_statuses
    WHERE at < ? AND event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked') GROUP BY object)
  SELECT c.status_index AS "index", l.event FROM latest l JOIN counterfoils c ON c.id = l.object WHERE c.status_issuer = ? AND c.status_list = ?
  UNION ALL SELECT k.status_index, l.event FROM latest l JOIN credential_copies k ON k.counterfoil = l.object WHERE k.status_issuer = ? AND k.status_list = ?`

/** The entries that were not valid at a time, as the audit log tells: it is never altered, so nor is the past. */
export async function standingAsOf(reads: Reads, { statusIssuer, statusList }: ListName, time: EpochSeconds): Promise<StandingList | null> {
  const found = await reads.first<{ size: number }>('SELECT size FROM status_lists WHERE authority = ? AND number = ?', [statusIssuer, statusList])
  if (found === null) return null
  const rows = await reads.all<{ index: number; event: keyof typeof told }>(latest, [time, statusIssuer, statusList, statusIssuer, statusList])
  const entries = rows.map(({ index, event }): { index: number; status: StatusValue } => ({ index, status: told[event] }))
  return { size: found.size, entries: entries.filter(({ status }) => status !== statusValue.valid) }
}
