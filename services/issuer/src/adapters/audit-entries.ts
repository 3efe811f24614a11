import type { SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { AuditEvent } from '../domain/audit-event.ts'

const row = '(?, ?, ?, ?, ?, ?)'

/** Writes audit entries within the unit that changes what they tell of. */
export async function audit(writes: Writes, ...events: readonly AuditEvent[]): Promise<void> {
  const values = events.flatMap(({ authority, at, actor, event, object, reason }): SqlValue[] => [authority, at, actor, event, object, reason])
  await writes.run(`INSERT INTO audit_entries (authority, at, actor, event, object, reason) VALUES ${events.map(() => row).join(', ')}`, values)
}
