import type { Database, Reads, Writes } from '@counterfoil/service-kit/persistence/database'
import type { GatheredWrites } from '@counterfoil/service-kit/persistence/gathered-writes'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { StatusValue } from '@counterfoil/shared/status-list/status-bits'
import { endsSignIn, statusChanges, type Counterfoil, type StatusChange } from '../domain/counterfoil.ts'
import type { Counterfoils, StandingList, StatusLists } from '../ports.ts'
import { audit } from './audit-entries.ts'
import { endSignIns } from './end-sign-ins.ts'
import { counterfoilColumns, counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'
import { standingAsOf } from './past-standing.ts'
import { copiesOf, rememberBatches } from './remember-batches.ts'
import { rememberAll } from './remember-issues.ts'
import { openFirstList } from './status-indices.ts'

const outcomeEvents = { credential_accepted: 'credential.accepted', credential_failure: 'credential.failed', credential_deleted: 'credential.deleted' } as const
const changeEvents = { suspend: 'credential.suspended', reinstate: 'credential.reinstated', revoke: 'credential.revoked' } as const satisfies Record<StatusChange, string>

export const counterfoilsTable = (database: Database, gathered: GatheredWrites, random: Random): Counterfoils => ({
  remember: gathered.kind(rememberAll(random)),
  rememberBatch: gathered.kind(rememberBatches(random)),
  copiesOf: (authority, id) => copiesOf(database.reads, authority, id),
  spendNonce: ({ value, expiresAt }) =>
    database.write(async (writes) => (await writes.run("INSERT INTO one_time_values (kind, value, expires_at) VALUES ('nonce', ?, ?) ON CONFLICT DO NOTHING", [Buffer.from(value), expiresAt])) === 1),
  noteOutcome: (authority, offer, counterfoil, event, now) =>
    database.write(async (writes) => {
      const noted = await writes.run('UPDATE counterfoils SET outcome = ? WHERE id = ? AND authority = ? AND outcome IS NULL', [event, counterfoil, authority])
      if (noted === 0) return
      await writes.run('UPDATE credential_offers SET sealed_claims = NULL, code_wrapped_key = NULL, token_wrapped_key = NULL WHERE id = ?', [offer])
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
  changeStatus: (authority, id, change, by) => database.write((writes) => changeStatus(writes, authority, id, change, by)),
})

/** What stands of the same type for the same person in other profiles' wallets: one decision of staff is about all of them. */
const inOtherProfiles = `SELECT other.id FROM counterfoils one JOIN credential_offers made ON made.id = one.offer
  JOIN counterfoils other ON other.authority = one.authority AND other.person = one.person AND other.profile IS NOT one.profile
  JOIN credential_offers as_made ON as_made.id = other.offer AND as_made.type_id = made.type_id
  WHERE one.id = ? ORDER BY other.id`

async function changeStatus(writes: Writes, authority: string, id: string, change: StatusChange, by: Parameters<Counterfoils['changeStatus']>[3]): Promise<Counterfoil[]> {
  const { from, to } = statusChanges[change]
  const changeOne = async (one: string): Promise<Counterfoil[]> => {
    const row = await writes.first<CounterfoilRow>(
      `UPDATE counterfoils SET status = ?, changed_at = ? WHERE id = ? AND authority = ? AND status IN (${from.map(() => '?').join(', ')}) RETURNING ${counterfoilColumns}`,
      [to, by.now, one, authority, ...from],
    )
    if (row === null) return []
    await audit(writes, { authority, at: by.now, actor: by.actor, event: changeEvents[change], object: one, reason: by.reason })
    return [counterfoilOf(row)]
  }
  const changed = await changeOne(id)
  if (changed.length === 0) return []
  for (const other of await writes.all<{ readonly id: string }>(inOtherProfiles, [id])) changed.push(...(await changeOne(other.id)))
  if (endsSignIn(change, by.reason)) await endSignIns(writes, changed.map((one) => one.id), by.now)
  return changed
}

export const statusListsTable = (database: Database): StatusLists => ({
  open: (authorities) =>
    database.write(async (writes) => {
      for (const authority of authorities) await openFirstList(writes, authority)
    }),
  standing: (authority, list) => standingList(database.reads, authority, list),
  standingAsOf: (authority, list, time) => standingAsOf(database.reads, authority, list, time),
})

const notValid = `SELECT status_index AS "index", status FROM counterfoils WHERE authority = ? AND status_list = ? AND status <> 0
  UNION ALL SELECT k.status_index, c.status FROM counterfoils c JOIN credential_copies k ON k.counterfoil = c.id WHERE c.authority = ? AND c.status <> 0 AND k.status_list = ?`

export async function standingList(reads: Reads, authority: string, list: number): Promise<StandingList | null> {
  const found = await reads.first<{ size: number }>('SELECT size FROM status_lists WHERE authority = ? AND number = ?', [authority, list])
  if (found === null) return null
  const entries = await reads.all<{ index: number; status: StatusValue }>(notValid, [authority, list, authority, list])
  return { size: found.size, entries }
}
