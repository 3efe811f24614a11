import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { Freezes, ToFreeze } from '../ports/freezes.ts'
import { moveAll } from './change-statuses.ts'
import { endOffers } from './end-offers.ts'
import { endFamily } from './exchange-steps.ts'
import { endBegun } from './sign-in-ends.ts'

const inUse = `SELECT c.id, o.type_id AS typeId, c.configuration_id AS configurationId FROM counterfoils c JOIN credential_offers o ON o.id = c.offer
  WHERE c.authority = ? AND c.person = ? AND c.status = ${statusValue.valid} AND c.expires_at > ? ORDER BY c.id`

interface InUse {
  readonly id: CounterfoilId
  readonly typeId: string
  readonly configurationId: string
}

interface Whose {
  readonly authority: string
  readonly person: PersonHandle
  readonly now: EpochSeconds
}

/** What citizens freeze, in the database: whole or not at all, with one audit entry for each credential. */
export const frozenCounterfoilsTable = (database: Database): Freezes => ({
  inUse: async (authority, person, now) => (await database.reads.all<InUse>(inUse, [authority, person, now])).map(({ typeId }) => typeId),
  freeze: (freeze) => database.write((writes) => freezeAll(writes, freeze)),
  ofPerson: async (authority, person) => {
    const rows = await database.reads.all<{ counterfoil: CounterfoilId }>('SELECT counterfoil FROM frozen_counterfoils WHERE authority = ? AND person = ?', [authority, person])
    return new Set(rows.map(({ counterfoil }) => counterfoil))
  },
})

/** A type that can't be suspended is revoked: nothing that was on the device stays valid. */
async function freezeAll(writes: Writes, { authority, person, suspendable, now }: ToFreeze): Promise<readonly CounterfoilId[]> {
  const found = await writes.all<InUse>(inUse, [authority, person, now])
  const by = { actor: 'citizen', reason: 'lost_device', now } as const
  const toSuspend = found.filter(({ configurationId }) => suspendable.includes(configurationId))
  const suspended = await moveAll(writes, authority, toSuspend.map(({ id }) => id), 'suspend', by)
  const revoked = await moveAll(writes, authority, found.filter((one) => !toSuspend.includes(one)).map(({ id }) => id), 'revoke', by)
  await writes.run(`INSERT INTO frozen_counterfoils (counterfoil, authority, person, type_id) SELECT value ->> 0, ?, ?, value ->> 1 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`, [
    authority,
    person,
    JSON.stringify(toSuspend.map(({ id, typeId }) => [id, typeId])),
  ])
  await endWhatTheDeviceHas(writes, { authority, person, now })
  return [...suspended, ...revoked].map(({ id }) => id)
}

/** Tokens with which a wallet could still collect, renew, or wait, and sign-ins that could bring such. An offer that nobody has opened is not on the device alone, and stays. */
async function endWhatTheDeviceHas(writes: Writes, { authority, person, now }: Whose): Promise<void> {
  const families = await writes.all<{ readonly family: string }>('SELECT DISTINCT s.family FROM credential_offers o JOIN authorization_steps s ON s.offer = coalesce(o.beside, o.id) WHERE o.authority = ? AND o.person = ?', [authority, person])
  for (const { family } of families) await endFamily(writes, family, now)
  await endBegun(writes, { authority, person, now })
  await endOffers(writes, { where: `authority = ? AND person = ? AND state IN ('redeeming', 'redeemed')`, values: [authority, person], authority, actor: 'citizen', now })
}

const successors = `SELECT DISTINCT f.counterfoil, f.authority FROM json_each(?) AS made JOIN credential_offers o ON o.id = made.value
  JOIN frozen_counterfoils f ON f.authority = o.authority AND f.person = o.person AND f.type_id = o.type_id
  JOIN counterfoils c ON c.id = f.counterfoil JOIN credential_offers older ON older.id = c.offer AND older.record IS o.record`

/** What was frozen is revoked by the unit in which another of its type and record is issued to the same person: never are both valid. Answers which. */
export async function endFrozen(writes: Writes, issues: readonly { readonly offer: string; readonly now: EpochSeconds }[]): Promise<ReadonlySet<CounterfoilId>> {
  const [first] = issues
  // Nearly always there is none, and then nothing is looked for.
  if (first === undefined || (await writes.first('SELECT 1 AS found FROM frozen_counterfoils LIMIT 1')) === null) return new Set()
  const found = Map.groupBy(await writes.all<{ counterfoil: CounterfoilId; authority: string }>(successors, [JSON.stringify(issues.map(({ offer }) => offer))]), ({ authority }) => authority)
  const ended = new Set<CounterfoilId>()
  for (const [authority, ones] of found) {
    for (const { id } of await moveAll(writes, authority, ones.map(({ counterfoil }) => counterfoil), 'revoke', { actor: 'issuer', reason: 'collected_again', now: first.now })) ended.add(id)
  }
  return ended
}
