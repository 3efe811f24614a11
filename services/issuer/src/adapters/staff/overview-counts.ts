import type { Database } from '@counterfoil/service-kit/persistence/database'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OverviewCounts, RefusalEvent } from '../../ports/attention.ts'
import { refusalEntries } from '../refusal-entries.ts'

const day = 86_400

export const overviewCounts = ({ reads }: Pick<Database, 'reads'>): OverviewCounts => ({
  issuedByDay: async (authority, days, now) => {
    const first = (Math.floor(now / day) - days + 1) * day
    const rows = await reads.all<{ readonly day: number; readonly count: number }>('SELECT issued_at / ? AS day, count(*) AS count FROM counterfoils WHERE authority = ? AND issued_at >= ? GROUP BY 1', [day, authority, first])
    const counts = new Map(rows.map((row) => [row.day, row.count]))
    return Array.from({ length: days }, (_, index) => ({ day: epochSeconds(first + index * day), count: counts.get(first / day + index) ?? 0 }))
  },
  refusals: async (authority, since) => {
    const rows = await reads.all<{ readonly event: RefusalEvent; readonly count: number }>(
      `SELECT event, count(*) AS count FROM ${refusalEntries} GROUP BY event`,
      [authority, since],
    )
    return new Map(rows.map(({ event, count }) => [event, count]))
  },
})
