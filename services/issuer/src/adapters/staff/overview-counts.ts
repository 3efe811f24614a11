import type { Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { refusalEvents, type OverviewCounts, type RefusalEvent } from '../../ports/attention.ts'

const day = 86_400

/** As the index has them: it would not be used for values that come along, and what is told to use it and can't is a fault. */
const refused = refusalEvents.map((event) => `'${event}'`).join(', ')

export const overviewCounts = ({ reads }: Pick<Database, 'reads'>): OverviewCounts => ({
  issuedByDay: async (authority, days, now) => {
    const first = (Math.floor(now / day) - days + 1) * day
    const rows = await reads.all<{ readonly day: number; readonly count: number }>('SELECT issued_at / ? AS day, count(*) AS count FROM counterfoils WHERE authority = ? AND issued_at >= ? GROUP BY 1', [day, authority, first])
    const counts = new Map(rows.map((row) => [row.day, row.count]))
    return Array.from({ length: days }, (_, index) => ({ day: epochSeconds(first + index * day), count: counts.get(first / day + index) ?? 0 }))
  },
  refusals: async (authority, since) => {
    const rows = await reads.all<{ readonly event: RefusalEvent; readonly count: number }>(
      `SELECT event, count(*) AS count FROM audit_entries INDEXED BY audit_entries_of_refusals WHERE authority = ? AND at >= ? AND event IN (${refused}) GROUP BY event`,
      [authority, since],
    )
    return new Map(rows.map(({ event, count }) => [event, count]))
  },
})
