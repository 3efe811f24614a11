import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { ListName } from '../domain/authority.ts'
import type { StandingList } from '../ports.ts'

const told = { 'credential.suspended': statusValue.suspended, 'credential.reinstated': statusValue.valid, 'credential.revoked': statusValue.revoked } as const

// What wasn't valid then isn't valid now, or was reinstated since: no other entry is looked at. A copy may stand in another list than its first credential.
const latest = `WITH since AS MATERIALIZED (SELECT DISTINCT object FROM audit_entries INDEXED BY audit_entries_of_reinstatements WHERE event = 'credential.reinstated' AND at >= ?3),
  candidates AS MATERIALIZED (
    SELECT id, status_index FROM counterfoils INDEXED BY counterfoils_not_valid WHERE status_issuer = ?1 AND status_list = ?2 AND status <> 0
    UNION SELECT c.id, c.status_index FROM since CROSS JOIN counterfoils c ON c.id = since.object WHERE c.status_issuer = ?1 AND c.status_list = ?2
    UNION SELECT c.id, k.status_index FROM counterfoils c INDEXED BY counterfoils_not_valid CROSS JOIN credential_copies k ON k.counterfoil = c.id WHERE c.status <> 0 AND k.status_issuer = ?1 AND k.status_list = ?2
    UNION SELECT k.counterfoil, k.status_index FROM since CROSS JOIN credential_copies k ON k.counterfoil = since.object WHERE k.status_issuer = ?1 AND k.status_list = ?2
  )
  SELECT status_index AS "index", (SELECT e.event FROM audit_entries e INDEXED BY audit_entries_by_object WHERE e.object = id AND e.at < ?3 AND e.event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked') ORDER BY e.sequence DESC LIMIT 1) AS event FROM candidates`

/** The entries that were not valid at a time, as the audit log tells: it is never altered, so nor is the past. */
export async function standingAsOf(reads: Reads, { statusIssuer, statusList }: ListName, time: EpochSeconds): Promise<StandingList | null> {
  const found = await reads.first<{ size: number }>('SELECT size FROM status_lists WHERE authority = ? AND number = ?', [statusIssuer, statusList])
  if (found === null) return null
  const rows = await reads.all<{ index: number; event: keyof typeof told | null }>(latest, [statusIssuer, statusList, time])
  const entries = rows.map(({ index, event }): { index: number; status: StatusValue } => ({ index, status: event === null ? statusValue.valid : told[event] }))
  return { size: found.size, entries: entries.filter(({ status }) => status !== statusValue.valid) }
}
