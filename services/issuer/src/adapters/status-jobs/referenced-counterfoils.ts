import type { Reads } from '@counterfoil/service-kit/persistence/database'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { ReferencedCounterfoils } from '../../ports/status-jobs.ts'

// Three ways of one index each, rather than one condition that none serves.
const found = `WITH asked AS MATERIALIZED (SELECT key AS place, value ->> 0 AS person, value ->> 1 AS case_handle, value ->> 2 AS id FROM json_each(?))
  SELECT place, c.id, c.configuration_id, c.status, c.expires_at FROM asked CROSS JOIN counterfoils c INDEXED BY counterfoils_by_person ON c.authority = ? AND c.person = asked.person
  UNION ALL SELECT place, c.id, c.configuration_id, c.status, c.expires_at FROM asked CROSS JOIN counterfoils c INDEXED BY counterfoils_by_case ON c.authority = ? AND c.case_handle = asked.case_handle
  UNION ALL SELECT place, c.id, c.configuration_id, c.status, c.expires_at FROM asked CROSS JOIN counterfoils c ON c.id = asked.id AND c.authority = ?`

/** What references mean, in the database. */
export const referencedCounterfoils = (reads: Reads): ReferencedCounterfoils => ({
  find: async (authority, references, { configurationIds, statuses, now }) => {
    const asked = JSON.stringify(references.map(({ person, caseHandle, id }) => [person, caseHandle, id]))
    const rows = await reads.all<{ place: number; id: CounterfoilId }>(
      `SELECT DISTINCT place, id FROM (${found}) WHERE status IN (SELECT value FROM json_each(?)) AND expires_at > ? ${configurationIds === null ? '' : 'AND configuration_id IN (SELECT value FROM json_each(?))'} ORDER BY id`,
      [asked, authority, authority, authority, JSON.stringify(statuses), now, ...(configurationIds === null ? [] : [JSON.stringify(configurationIds)])],
    )
    const byPlace = Map.groupBy(rows, ({ place }) => place)
    return references.map((_, place) => (byPlace.get(place) ?? []).map(({ id }) => id))
  },
})
