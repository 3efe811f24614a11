import type { Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { endsSignIn, statusChanges, type ChangeReason, type Counterfoil, type GivenReason, type StatusChange } from '../domain/counterfoil.ts'
import { audit } from './audit-entries.ts'
import { endOlderDrafts, endSignIns } from './end-sign-ins.ts'
import { counterfoilColumns, counterfoilOf, type CounterfoilRow } from './counterfoil-row.ts'
import { alongWith } from './same-sign-in.ts'

const changeEvents = { suspend: 'credential.suspended', reinstate: 'credential.reinstated', revoke: 'credential.revoked' } as const satisfies Record<StatusChange, string>

export interface ChangedBy {
  readonly actor: string
  readonly reason: ChangeReason
  readonly now: EpochSeconds
}

/** What stands of the same type and record for the same person in other profiles' wallets: one decision to end it is about all of them. */
const inOtherProfiles = `SELECT DISTINCT other.id FROM counterfoils one JOIN credential_offers made ON made.id = one.offer
  JOIN counterfoils other ON other.authority = one.authority AND other.person = one.person AND other.profile IS NOT one.profile
  JOIN credential_offers as_made ON as_made.id = other.offer AND as_made.type_id = made.type_id AND as_made.record IS made.record
  WHERE one.id IN (SELECT value FROM json_each(?)) ORDER BY other.id`

/**
 * Moves those that stand where the change starts, however many, and with each what came by the same sign-in. What is suspended or revoked takes
 * along what stands of the same type for the same person in the wallets of other profiles, too; what is reinstated doesn't, for another of them
 * may have been reported lost. Tells the audit of each. Those that were asked for come first.
 */
export async function changeStatuses(writes: Writes, authority: string, ids: readonly string[], change: StatusChange, by: ChangedBy): Promise<Counterfoil[]> {
  const asked = await moveAll(writes, authority, ids, change, by)
  if (asked.length === 0) return asked
  const changed = [...asked, ...(await moveAll(writes, authority, await alongWith(writes, asked, by.now), change, by))]
  if (change === 'reinstate') return changed
  const others = await writes.all<{ readonly id: string }>(inOtherProfiles, [JSON.stringify(changed.map(({ id }) => id))])
  const all = [...changed, ...(await moveAll(writes, authority, others.map(({ id }) => id), change, by))]
  const end = endsSignIn(change, by.reason) ? endSignIns : endOlderDrafts
  await end(writes, all.map(({ id }) => id), by.now)
  return all
}

/** Moves exactly these, as far as they stand where the change starts. What moves on is frozen no more. */
export async function moveAll(writes: Writes, authority: string, ids: readonly string[], change: StatusChange, by: Omit<ChangedBy, 'reason'> & { readonly reason: ChangeReason | GivenReason }): Promise<Counterfoil[]> {
  if (ids.length === 0) return []
  const { from, to } = statusChanges[change]
  const rows = await writes.all<CounterfoilRow>(
    `UPDATE counterfoils SET status = ?, changed_at = ? WHERE authority = ? AND id IN (SELECT value FROM json_each(?)) AND status IN (${from.map(() => '?').join(', ')}) RETURNING ${counterfoilColumns}`,
    [to, by.now, authority, JSON.stringify(ids), ...from],
  )
  await audit(writes, ...rows.map(({ id }) => ({ authority, at: by.now, actor: by.actor, event: changeEvents[change], object: id, reason: by.reason })))
  if (change !== 'suspend' && rows.length > 0) await writes.run('DELETE FROM frozen_counterfoils WHERE counterfoil IN (SELECT value FROM json_each(?))', [JSON.stringify(rows.map(({ id }) => id))])
  return rows.map(counterfoilOf)
}
