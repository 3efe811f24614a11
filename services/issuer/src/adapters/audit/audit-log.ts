import type { SqlValue } from '@counterfoil/service-kit/persistence/database'
import type { ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { AuditFilter } from '../../domain/audit/audit-filter.ts'
import type { AuditLog, ListedEntry } from '../../ports/audit.ts'

const columns = 'number, authority, at, actor, event, object, reason'

/** Everything that is about somebody: their offers and credentials, and looks at their case. */
const objectsOf = `SELECT id FROM credential_offers WHERE authority = ?1 AND person = ?2 UNION ALL SELECT id FROM counterfoils WHERE authority = ?1 AND person = ?2 UNION ALL SELECT ?2`

/** Entries as staff read them. */
export const auditLog = ({ reads }: Pick<Database, 'reads'>): AuditLog => ({
  list: async (authority, filter, before, most) => {
    const [where, values] = await conditionsOf(reads, authority, filter)
    return reads.all<ListedEntry>(`SELECT ${columns} FROM audit_entries WHERE authority = ? AND number < ?${where} ORDER BY sequence DESC LIMIT ?`, [authority, before ?? Number.MAX_SAFE_INTEGER, ...values, most])
  },
  looksAt: (authority, person, most) =>
    reads.all<ListedEntry>(`SELECT ${columns} FROM audit_entries WHERE authority = ? AND object = ? AND event IN ('case.looked_at', 'people.shown', 'people.searched') ORDER BY sequence DESC LIMIT ?`, [authority, person, most]),
  at: (authority, number) => reads.first<ChainHead & { readonly event: string }>('SELECT number, hash, event FROM audit_entries WHERE authority = ? AND number = ?', [authority, number]),
})

async function conditionsOf(reads: Database['reads'], authority: string, { kind, from, until, person }: AuditFilter): Promise<readonly [string, readonly SqlValue[]]> {
  const conditions: (readonly [string, readonly SqlValue[]])[] = []
  if (kind !== null) conditions.push([' AND event >= ? AND event < ?', [`${kind}.`, `${kind}/`]])
  if (from !== null) conditions.push([' AND at >= ?', [from]])
  if (until !== null) conditions.push([' AND at < ?', [until]])
  if (person !== null) {
    const ids = (await reads.all<{ readonly id: string }>(objectsOf, [authority, person])).map(({ id }) => id)
    conditions.push([' AND object IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)]])
  }
  return [conditions.map(([sql]) => sql).join(''), conditions.flatMap(([, values]) => values)]
}
