import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { AuditEvent } from '../domain/audit-event.ts'

/** Writes audit entries within the unit that changes what they tell of, each chained to the one before. */
export const audit = (writes: Writes, ...events: readonly AuditEvent[]): Promise<void> => appendEntries(writes, events)
