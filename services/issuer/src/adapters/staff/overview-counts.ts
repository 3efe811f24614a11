import type { Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { refusalEvents, type OverviewCounts, type RefusalEvent } from '../../ports/attention.ts'

const day = 86_400

/** The audit has no index by time, for it would cost each issue; its newest entries are enough for an overview. */
const newestLooked = 50_000

export const overviewCounts = ({ reads }: Pick<Database, 'reads'>): OverviewCounts => ({
  issuedByDay: async (authority, days, now) => {
    const first = (Math.floor(now / day) - days + 1) * day
    const rows = await reads.all<{ readonly day: number; readonly count: number }>('SELECT issued_at / ? AS day, count(*) AS count FROM counterfoils WHERE authority = ? AND issued_at >= ? GROUP BY 1', [day, authority, first])
    const counts = new Map(rows.map((row) => [row.day, row.count]))
    return Array.from({ length: days }, (_, index) => ({ day: epochSeconds(first + index * day), count: counts.get(first / day + index) ?? 0 }))
  },
  refusals: async (authority, since) => {
    const rows = await reads.all<{ readonly event: RefusalEvent; readonly count: number }>(
      `SELECT event, count(*) AS count FROM audit_entries WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM audit_entries) - ? AND authority = ? AND at >= ? AND event IN (${refusalEvents.map(() => '?').join(', ')}) GROUP BY event`,
      [newestLooked, authority, since, ...refusalEvents],
    )
    return new Map(rows.map(({ event, count }) => [event, count]))
  },
})
