import type { Reads } from '@counterfoil/service-kit/persistence/database'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { OpenChecks } from '../ports/authorization.ts'

// The audit of a suspension is as old as the status, to the second.
const suspendedForCheck = `SELECT 1 AS found FROM counterfoils c JOIN credential_offers o ON o.id = c.offer
  JOIN audit_entries e ON e.authority = c.authority AND e.at = c.changed_at AND e.object = c.id AND e.event = 'credential.suspended' AND e.reason = 'record_check'
  WHERE c.authority = ? AND c.person = ? AND c.status = ${statusValue.suspended} AND o.type_id = ? AND o.record IS ? LIMIT 1`

export const openChecks = (reads: Reads): OpenChecks => ({
  isUnderWay: async (authority, person, typeId, record) => (await reads.first<{ readonly found: 1 }>(suspendedForCheck, [authority, person, typeId, record])) !== null,
})
