import type { Reads, SqlValue } from '@counterfoil/service-kit/persistence/database'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { CaseloadSort, CaseloadStatus, DayRange } from '../../domain/caseload/caseload-query.ts'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { Caseload, CaseloadFilter, CaseloadRow } from '../../ports/caseload.ts'

type Condition = readonly [sql: string, ...values: SqlValue[]]

interface Row {
  readonly id: CounterfoilId
  readonly configuration_id: string
  readonly status: CaseloadRow['status']
  readonly issued_at: EpochSeconds
  readonly expires_at: EpochSeconds
  readonly changed_at: EpochSeconds
}

const columns = 'id, configuration_id, status, issued_at, expires_at, changed_at'
const columnOf = { issued: 'issued_at', expires: 'expires_at', changed: 'changed_at' } as const satisfies Record<CaseloadSort, string>

const standing = (status: CaseloadStatus, now: EpochSeconds): Condition => {
  if (status === 'suspended') return [`status = ${statusValue.suspended}`]
  if (status === 'revoked') return [`status = ${statusValue.revoked}`]
  return [`status = ${statusValue.valid} AND expires_at ${status === 'expired' ? '<=' : '>'} ?`, now]
}

const within = (column: string, { from, before }: DayRange): readonly Condition[] => [...(from === null ? [] : [[`${column} >= ?`, from] as const]), ...(before === null ? [] : [[`${column} < ?`, before] as const])]

/** Ids begin with the second in which they were made, so that days of issuing are one piece of the index. */
const idsWithin = ({ from, before }: DayRange): readonly Condition[] => {
  const beginning = (at: EpochSeconds): string => at.toString(16).padStart(8, '0')
  return [...(from === null ? [] : [['id >= ?', beginning(from)] as const]), ...(before === null ? [] : [['id < ?', beginning(before)] as const])]
}

const conditionsOf = (authority: string, { configurationIds, status, issued, expires, reference, now }: CaseloadFilter): readonly Condition[] => [
  ['authority = ?', authority],
  ...(configurationIds === null ? [] : [['configuration_id IN (SELECT value FROM json_each(?))', JSON.stringify(configurationIds)] as const]),
  ...(status === null ? [] : [standing(status, now)]),
  ...idsWithin(issued),
  ...within('expires_at', expires),
  ...(reference === null ? [] : [[`id IN (${meant})`, authority, reference.person, authority, reference.caseHandle, reference.id] as const]),
]

/** Each way of meaning something is by an index of its own, which has to be named: all are alike to SQLite, and to have them sorted it would read everything. */
const meant = `SELECT id FROM counterfoils INDEXED BY counterfoils_by_person WHERE authority = ? AND person = ?
  UNION ALL SELECT id FROM counterfoils INDEXED BY counterfoils_by_case WHERE authority = ? AND case_handle = ? UNION ALL SELECT ?`

const where = (conditions: readonly Condition[]): string => conditions.map(([sql]) => sql).join(' AND ')
const valuesOf = (conditions: readonly Condition[]): readonly SqlValue[] => conditions.flatMap(([, ...values]) => values)

/** One index holds all that a list is narrowed, sorted and shown by; a reference means few. */
const from = ({ reference }: CaseloadFilter): string => (reference === null ? 'counterfoils INDEXED BY counterfoils_by_authority' : 'counterfoils')

export const caseloadTable = (reads: Reads): Caseload => ({
  list: async (authority, filter, { sort, order, after, most }) => {
    const [column, sign] = [columnOf[sort], order === 'asc' ? '>' : '<']
    // By issue is along the ids: whoever was issued on one day comes in the order of its seconds, and nothing has to be sorted.
    const place: readonly Condition[] = after === null ? [] : [sort === 'issued' ? [`id ${sign} ?`, after.id] : [`(${column}, id) ${sign} (?, ?)`, after.value, after.id]]
    const conditions = [...conditionsOf(authority, filter), ...place]
    const found = `SELECT ${columns} FROM ${from(filter)} WHERE ${where(conditions)} ORDER BY id ${order} LIMIT`
    // Days and changes go mostly along the ids: read in that order, the first ones stay the first, and hardly any takes another's place.
    const rows = await reads.all<Row>(sort === 'issued' ? `${found} ?` : `SELECT * FROM (${found} -1) ORDER BY ${column} ${order}, id ${order} LIMIT ?`, [...valuesOf(conditions), most])
    return rows.map(rowOf)
  },
  count: async (authority, filter, most) => {
    const conditions = conditionsOf(authority, filter)
    const found = await reads.first<{ many: number }>(`SELECT count(*) AS many FROM (SELECT 1 FROM ${from(filter)} WHERE ${where(conditions)} LIMIT ?)`, [...valuesOf(conditions), most])
    return found?.many ?? 0
  },
  afterRow: ({ id, issuedAt, expiresAt, changedAt }, sort) => ({ id, value: { issued: issuedAt, expires: expiresAt, changed: changedAt }[sort] }),
})

const rowOf = ({ id, configuration_id: configurationId, status, issued_at: issuedAt, expires_at: expiresAt, changed_at: changedAt }: Row): CaseloadRow => ({ id, configurationId, status, issuedAt, expiresAt, changedAt })
