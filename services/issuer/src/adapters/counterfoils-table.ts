import type { Database, Reads } from '@counterfoil/service-kit/persistence/database'
import type { GatheredWrites } from '@counterfoil/service-kit/persistence/gathered-writes'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { ListName } from '../domain/authority.ts'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { RecordHandle } from '../domain/credential-offer.ts'
import type { ChangedPlace, Counterfoils, StandingList, StatusLists } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { changeStatuses } from './change-statuses.ts'
import { counterfoilColumns, counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'
import { standingAsOf } from './past-standing.ts'
import { erased } from './end-offers.ts'
import { copiesOf, rememberBatches } from './remember-batches.ts'
import { rememberAll } from './remember-issues.ts'
import { manyAlong } from './same-sign-in.ts'
import { areUnspent, spendNonces } from './spent-nonces.ts'
import { noteDone } from './status-jobs/status-jobs-table.ts'
import type { StatusJobId } from '../domain/status-jobs/status-job.ts'
import { timeOrderedId } from '../domain/time-ordered-id.ts'
import { openFirstList, type StatusIssuerOf } from './status-indices.ts'

const outcomeEvents = { credential_accepted: 'credential.accepted', credential_failure: 'credential.failed', credential_deleted: 'credential.deleted' } as const

const placesOf = `SELECT status_issuer AS statusIssuer, status_list AS statusList, status_index AS "index", status FROM counterfoils WHERE authority = ? AND id IN (SELECT value FROM json_each(?))
  UNION ALL SELECT k.status_issuer, k.status_list, k.status_index, c.status FROM counterfoils c JOIN credential_copies k ON k.counterfoil = c.id WHERE c.authority = ? AND c.id IN (SELECT value FROM json_each(?))`

export const counterfoilsTable = (database: Database, gathered: GatheredWrites, random: Random, statusIssuerOf: StatusIssuerOf): Counterfoils => ({
  remember: gathered.kind(rememberAll(random, statusIssuerOf)),
  rememberBatch: gathered.kind(rememberBatches(random, statusIssuerOf)),
  copiesOf: (authority, id) => copiesOf(database.reads, authority, id),
  spendNonces: (nonces) =>
    database.write(async (writes) => {
      if (!(await areUnspent(writes, nonces))) return false
      await spendNonces(writes, nonces)
      return true
    }),
  noteOutcome: (authority, offer, counterfoil, event, now) =>
    database.write(async (writes) => {
      const noted = await writes.run('UPDATE counterfoils SET outcome = ? WHERE id = ? AND authority = ? AND outcome IS NULL', [event, counterfoil, authority])
      if (noted === 0) return
      // Who has it may ask for it again while the token lives; whose holder doesn't want it has no more use for the draft.
      if (event === 'credential_deleted') await writes.run(`UPDATE credential_offers SET ${erased} WHERE id = ?`, [offer])
      await audit(writes, { authority, at: now, actor: 'wallet', event: outcomeEvents[event], object: counterfoil, reason: null })
    }),
  find: async (authority, id) => {
    const row = await database.reads.first<CounterfoilRow>(`SELECT ${counterfoilColumns} FROM counterfoils WHERE id = ? AND authority = ?`, [id, authority])
    return row === null ? null : counterfoilOf(row)
  },
  ofPerson: async (authority, person) => {
    const rows = await database.reads.all<CounterfoilRow>(
      `SELECT ${counterfoilColumns} FROM counterfoils WHERE authority = ? AND person = ? ORDER BY changed_at DESC, id LIMIT 100`,
      [authority, person],
    )
    return rows.map(counterfoilOf)
  },
  recordsOf: async (authority, person) => {
    const rows = await database.reads.all<{ readonly id: CounterfoilId; readonly record: RecordHandle }>('SELECT c.id, o.record FROM counterfoils c JOIN credential_offers o ON o.id = c.offer WHERE c.authority = ? AND c.person = ? AND o.record IS NOT NULL', [authority, person])
    return new Map(rows.map(({ id, record }) => [id, record]))
  },
  manyAlong: manyAlong(database),
  changeStatus: (authority, id, change, by) =>
    database.write(async (writes) => {
      const changed = await changeStatuses(writes, authority, [id], change, by)
      const { actor: madeBy, reason, telling = 'none', now: madeAt } = by
      if (changed.length > 0) await noteDone(writes, { id: timeOrderedId(madeAt, random) as StatusJobId, authority, change, reason, telling, madeBy, madeAt, ids: changed.map((one) => one.id) })
      return changed
    }),
  noteRefused: (authority, id, change, { actor, now }) =>
    database.write((writes) => audit(writes, { authority, at: now, actor, event: 'credential.change_refused', object: id, reason: change })),
  placesOf: (authority, ids) => database.reads.all<ChangedPlace>(placesOf, [authority, JSON.stringify(ids), authority, JSON.stringify(ids)]),
})

export const statusListsTable = (database: Database): StatusLists => ({
  open: (statusIssuers) =>
    database.write(async (writes) => {
      for (const statusIssuer of statusIssuers) await openFirstList(writes, statusIssuer)
    }),
  standing: (list) => standingList(database.reads, list),
  standingAsOf: (list, time) => standingAsOf(database.reads, list, time),
})

const notValid = `SELECT status_index AS "index", status FROM counterfoils WHERE status_issuer = ? AND status_list = ? AND status <> 0
  UNION ALL SELECT k.status_index, c.status FROM counterfoils c JOIN credential_copies k ON k.counterfoil = c.id WHERE c.status <> 0 AND k.status_issuer = ? AND k.status_list = ?`

export async function standingList(reads: Reads, { statusIssuer, statusList }: ListName): Promise<StandingList | null> {
  const found = await reads.first<{ size: number }>('SELECT size FROM status_lists WHERE authority = ? AND number = ?', [statusIssuer, statusList])
  if (found === null) return null
  const entries = await reads.all<{ index: number; status: StatusValue }>(notValid, [statusIssuer, statusList, statusIssuer, statusList])
  return { size: found.size, entries }
}
