import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { Profile } from '../domain/profile.ts'
import type { BatchIssue, Counterfoils, RememberedBatch } from '../ports.ts'
import { counterfoilColumns, counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'
import { rememberBatches } from './remember-batches.ts'
import type { StatusIssuerOf } from './status-indices.ts'

interface ProfileCounterfoilsParts {
  readonly database: Database
  readonly random: Random
  readonly counterfoils: Counterfoils
  readonly statusIssuerOf: StatusIssuerOf
}

/** Counterfoils of what wallets of one profile get: written as any other, with the profile's name in the same unit. */
export function profileCounterfoils({ id }: Profile, { database, random, counterfoils, statusIssuerOf }: ProfileCounterfoilsParts): Counterfoils {
  const rememberAll = rememberBatches(random, statusIssuerOf)
  const remember = (issue: BatchIssue): Promise<RememberedBatch> =>
    database.write(async (writes: Writes) => {
      const [remembered] = await rememberAll(writes, [issue])
      if (remembered === undefined) throw new Error('An issue got no answer.')
      if (remembered.outcome === 'remembered') await writes.run('UPDATE counterfoils SET profile = ? WHERE id = ?', [id, remembered.counterfoil.id])
      return remembered
    })
  return {
    ...counterfoils,
    ofPerson: async (authority, person) => {
      const rows = await database.reads.all<CounterfoilRow>(`SELECT ${counterfoilColumns} FROM counterfoils WHERE authority = ? AND person = ? AND profile = ? ORDER BY issued_at DESC, id DESC LIMIT 100`, [authority, person, id])
      return rows.map(counterfoilOf)
    },
    remember: (issue) => remember({ ...issue, copies: [], otherNonces: [] }),
    rememberBatch: remember,
  }
}
