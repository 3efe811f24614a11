import { judge, together, type Invariant } from '../invariant.ts'
import { readAllotted, readCredentials, type Memory } from '../memory.ts'
import { placesTaken } from '../reading/places-taken.ts'
import type { Tables } from '../reading/tables.ts'
import { askAll, lookInto } from '../sight.ts'

const placeOf = "status_issuer || '/' || status_list || '/' || status_index"

export const onePlaceEach: Invariant = {
  id: 'INV-02',
  statement: 'Every issued credential has exactly one status entry, committed before the answer is sent.',
  checkedBy: 'counterfoils, and the copies of batches, joined with status lists both ways: each has a place within its list, each place taken has a counterfoil, each issued offer has one',
  applies: 'now',
  look: ({ issuer }) =>
    lookInto(issuer, 'issuer', async (tables) =>
      askAll(tables, `${await tables.count('SELECT count(*) FROM counterfoils')} counterfoils`, [
        {
          words: (id) => `credential ${id} has no place within a status list`,
          sql: `SELECT c.id FROM (${placesTaken}) c LEFT JOIN status_lists l ON l.authority = c.status_issuer AND l.number = c.status_list
            WHERE l.size IS NULL OR c.status_index < 0 OR c.status_index >= l.size OR c.status_index <> CAST(c.status_index AS INTEGER)`,
        },
        {
          words: (list) => `list ${list} has given places without a counterfoil, or counterfoils without a place`,
          sql: `SELECT authority || '/' || number FROM status_lists l
            WHERE allotted <> (SELECT count(*) FROM (${placesTaken}) c WHERE c.status_issuer = l.authority AND c.status_list = l.number)`,
        },
        {
          words: (offer) => `offer ${offer} was issued and has no counterfoil`,
          sql: "SELECT id FROM credential_offers o WHERE state = 'issued' AND NOT EXISTS (SELECT 1 FROM counterfoils c WHERE c.offer = o.id)",
        },
      ]),
    ),
}

export const noPlaceTwice: Invariant = {
  id: 'INV-04',
  statement: 'A status index is never given twice, not even after a delete, a restore or a crash.',
  checkedBy: 'no two credentials share a place; over a run, no place changes hands and no count of places taken goes back',
  applies: 'now; older backups join with the restore drill (INV-21)',
  look: ({ issuer, memory }) =>
    lookInto(issuer, 'issuer', async (tables) => {
      const stored = await askAll(tables, `${await tables.count('SELECT coalesce(sum(allotted), 0) FROM status_lists')} places taken`, [
        { words: (place) => `place ${place} was given twice`, sql: `SELECT ${placeOf} FROM (${placesTaken}) GROUP BY status_issuer, status_list, status_index HAVING count(*) > 1` },
      ])
      return memory === null ? stored : together(stored, judge(await changedHands(tables, memory), `${memory.places.size} seen before`))
    }),
}

async function changedHands(tables: Tables, memory: Memory): Promise<string[]> {
  const taken = (await readCredentials(tables)).filter(({ id, place }) => (memory.places.get(place) ?? id) !== id)
  const shrunk = (await readAllotted(tables)).filter(({ list, allotted }) => allotted < (memory.allotted.get(list) ?? 0))
  return [...taken.map(({ place }) => `place ${place} was another credential's before`), ...shrunk.map(({ list }) => `list ${list} counts fewer places taken than before`)]
}
