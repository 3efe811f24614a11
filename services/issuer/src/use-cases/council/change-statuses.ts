import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../../domain/authority.ts'
import type { CaseReference } from '../../domain/case-reference.ts'
import { actorOf } from '../../domain/council-client.ts'
import type { CouncilReference } from '../../domain/council-record.ts'
import { isKindOf, type ChangeReason, type CounterfoilId, type StatusChange } from '../../domain/counterfoil.ts'
import type { RepeatableRequest } from '../../domain/repeatable-request.ts'
import type { Counterfoils, RecordSource } from '../../ports.ts'
import type { CaseReferences, RepeatableRequests, StatusesChanged, Target } from '../../ports/council-api.ts'
import { applyChanged } from '../apply-changed.ts'
import type { StatusPublisher } from '../publish-status-list.ts'

interface Ports {
  readonly clock: Clock
  readonly records: Pick<RecordSource, 'handleOf'>
  readonly cases: CaseReferences
  readonly counterfoils: Pick<Counterfoils, 'placesOf'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly publisher: Pick<StatusPublisher, 'apply' | 'doubt'>
  readonly requests: RepeatableRequests
}

/** Whom a change is about, in the council's own words or in ours. */
export type Meant = { readonly counterfoil: CounterfoilId } | { readonly caseReference: CaseReference } | { readonly person: CouncilReference }

export interface ChangeAsked {
  readonly meant: Meant
  /** Null for every type. */
  readonly typeId: string | null
  readonly change: StatusChange
  readonly reason: ChangeReason
}

/**
 * Suspends, reinstates or revokes everything that was issued under one of the council's own references, or one counterfoil. A
 * revocation by reference withdraws what could still be collected, too. What was answered is committed and in the lists that the next reader gets.
 * Refuses `not_found` when nothing here was meant, `conflict` for one counterfoil that doesn't stand where the change starts, `idempotency_key_reused`.
 */
export const changeStatuses =
  (ports: Ports) =>
  async (authority: Authority, request: RepeatableRequest, { meant, typeId, change, reason }: ChangeAsked): Promise<StatusesChanged> => {
    const { requests, clock } = ports
    const earlier = await requests.statusesBefore(request, clock.now())
    if (earlier !== null) {
      // Whoever asks again may have had no answer because the lists weren't told.
      await applyChanged(ports, authority.id, earlier.changed)
      return earlier
    }
    const configurations = [...ports.configurations.values()]
    const type = typeId === null ? null : { id: typeId, configurationIds: configurations.filter((one) => one.type.id === typeId).map(({ id }) => id) }
    const changeable = configurations.filter((one) => isKindOf(change, one.type.statusKinds)).map(({ id }) => id)
    const done = await requests.changeStatuses(request, { authority: authority.id, target: targetOf(ports, authority, meant), type, changeable, change, reason, actor: actorOf(request.client), now: clock.now() })
    step('statuses.committed')
    if (done === null) throw new Refusal('not_found')
    await applyChanged(ports, authority.id, done.changed)
    return done
  }

function targetOf({ cases, records }: Ports, { id }: Authority, meant: Meant): Target {
  if ('counterfoil' in meant) return meant
  return 'person' in meant ? { person: records.handleOf(id, meant.person) } : { caseHandle: cases.handleOf(id, meant.caseReference) }
}
