import type { SqlValue, Writes } from '@counterfoil/service-kit/persistence/database'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import type { OfferId } from '../../domain/credential-offer.ts'
import type { StatusChangeAsked, StatusesChanged, Target } from '../../ports/council-api.ts'
import { changeStatuses } from '../change-statuses.ts'
import { endOffers } from '../end-offers.ts'

interface Found {
  readonly id: CounterfoilId
  readonly configuration_id: string
}

const placeOf = (target: Target): readonly [column: string, value: SqlValue] => {
  if ('counterfoil' in target) return ['id', target.counterfoil]
  return 'person' in target ? ['person', target.person] : ['case_handle', target.caseHandle]
}

/** Changes what a target names, and with a revocation ends what could still be collected under it. Null when it names nothing of this authority; refuses `conflict` for one counterfoil that stands otherwise. */
export async function changeOf(writes: Writes, { authority, target, type, changeable, change, reason, actor, now }: StatusChangeAsked): Promise<StatusesChanged | null> {
  const [column, value] = placeOf(target)
  const all = await writes.all<Found>(`SELECT id, configuration_id FROM counterfoils WHERE authority = ? AND ${column} = ?`, [authority, value])
  const found = type === null ? all : all.filter(({ configuration_id: configuration }) => type.configurationIds.includes(configuration))
  const able = found.filter(({ configuration_id: configuration }) => changeable.includes(configuration)).map(({ id }) => id)
  const changed = (await changeStatuses(writes, authority, able, change, { actor, reason, now })).map(({ id }) => id)
  const withdrawnOffers = change === 'revoke' && !('counterfoil' in target) ? await withdrawAll(writes, { authority, column, value, typeId: type?.id ?? null, actor, now }) : []
  if (found.length === 0 && withdrawnOffers.length === 0) return null
  // What is refused is not kept as an answer.
  if ('counterfoil' in target && changed.length === 0) throw new Refusal('conflict')
  const moved = new Set(changed)
  return { changed, unchanged: found.map(({ id }) => id).filter((id) => !moved.has(id)), withdrawnOffers }
}

interface OffersMeant {
  readonly authority: string
  readonly column: string
  readonly value: SqlValue
  readonly typeId: string | null
  readonly actor: string
  readonly now: EpochSeconds
}

// A token that was given a moment ago must not collect what has just been revoked.
const collectable = "((state = 'offered' AND expires_at > ?) OR state IN ('redeeming', 'redeemed'))"

async function withdrawAll(writes: Writes, { authority, column, value, typeId, actor, now }: OffersMeant): Promise<readonly OfferId[]> {
  const [ofType, values] = typeId === null ? ['', []] : [' AND type_id = ?', [typeId]]
  return endOffers(writes, { where: `authority = ? AND ${column} = ? AND ${collectable}${ofType}`, values: [authority, value, now, ...values], authority, actor, now })
}
