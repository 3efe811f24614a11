import type { Reads, SqlValue } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId } from '../../domain/credential-offer.ts'
import type { ListedCounterfoil, ListedCounterfoils } from '../../ports/council-api.ts'
import { counterfoilColumns, counterfoilOf, type CounterfoilRow } from '../counterfoil-row.ts'

interface ListedRow extends CounterfoilRow {
  readonly offer: OfferId
  readonly changed_at: EpochSeconds
  readonly outcome: string | null
}

const columns = `${counterfoilColumns}, offer, changed_at, outcome`

function listed(row: ListedRow): ListedCounterfoil {
  const { id, configurationId, status, issuedAt, expiresAt } = counterfoilOf(row)
  return { id, configurationId, status, issuedAt, expiresAt, offer: row.offer, changedAt: row.changed_at, outcome: row.outcome }
}

/** Counterfoils as lists, along their ids, which begin with when they were made. */
export const listCounterfoils = (reads: Reads): ListedCounterfoils => ({
  find: async (authority, id) => {
    const row = await reads.first<ListedRow>(`SELECT ${columns} FROM counterfoils WHERE id = ? AND authority = ?`, [id, authority])
    return row === null ? null : listed(row)
  },
  list: async (authority, { configurationIds, status }, { after, most }) => {
    const conditions: readonly (readonly [sql: string, value: SqlValue])[] = [
      ['authority = ?', authority],
      ...(after === null ? [] : [['id < ?', after] as const]),
      ...(status === null ? [] : [['status = ?', status] as const]),
      ...(configurationIds === null ? [] : [['configuration_id IN (SELECT value FROM json_each(?))', JSON.stringify(configurationIds)] as const]),
    ]
    const rows = await reads.all<ListedRow>(
      `SELECT ${columns} FROM counterfoils INDEXED BY counterfoils_by_authority WHERE ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY id DESC LIMIT ?`,
      [...conditions.map(([, value]) => value), most],
    )
    return rows.map(listed)
  },
})
