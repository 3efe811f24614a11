import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Authority } from '../../domain/authority.ts'
import { isStatusChange, reasonOf, type ChangeReason, type Counterfoil, type CounterfoilId, type StatusChange } from '../../domain/counterfoil.ts'
import { destinationFor } from '../../domain/notify/destination-for.ts'
import { changesOpenTo, isJobChange, jobReasonOf, type JobChange } from '../../domain/status-jobs/status-job.ts'
import { openTellings, type Telling } from '../../domain/status-jobs/telling.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { changeStatusPage } from '../../pages/change-status-page.ts'
import { nameOf } from '../../pages/people-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { Notifier } from '../../ports/notifier.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import type { StaffCases } from '../../use-cases/staff-cases.ts'
import { formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { chosenBefore, withStepUpWhen } from '../staff/with-step-up.ts'
import type { StatusJobRoutesPorts } from './status-job-routes.ts'
import { lacksReason, tellingBefore, tellingIn } from './telling-in.ts'

export interface ChangeOneRoutesPorts extends Pick<StatusJobRoutesPorts, 'statusJobs' | 'effectsOf' | 'undoFor'> {
  readonly clock: Clock
  readonly audit: Pick<AuditDesk, 'lookedAt'>
  readonly cases: Pick<StaffCases, 'counterfoil' | 'person'>
  readonly notifier: Pick<Notifier, 'channelsOf'>
  readonly typeOf: (counterfoil: Counterfoil) => CredentialType
  /** Without the time for undoing it. */
  readonly changeStatus: (authority: Authority, id: CounterfoilId, change: StatusChange, by: { readonly staff: StaffMember; readonly reason: ChangeReason; readonly telling?: Telling }) => Promise<Counterfoil>
}

const path = '/staff/credentials/:credential/:change'

interface Asked {
  readonly id: CounterfoilId
  readonly change: JobChange
}

const partsOf = ({ params }: FastifyRequest) => params as { readonly credential: CounterfoilId; readonly change: string }

function askedIn(request: FastifyRequest): Asked {
  const { credential: id, change } = partsOf(request)
  if (!isJobChange(change)) throw new Refusal('not_found')
  return { id, change }
}

// What is lost for good is confirmed by somebody who has just proved to be there; so is what can't be told.
const isForGood = async (_view: StaffView, request: FastifyRequest): Promise<boolean> => {
  const { change } = partsOf(request)
  return !isJobChange(change) || change === 'revoke'
}

/** A change that lists tell of, with one of its own reasons; null for opening renewal, which nobody needs at once. */
function ofStatus(change: JobChange, given: string | null): { readonly change: StatusChange; readonly reason: ChangeReason } | null {
  if (!isStatusChange(change)) return null
  const reason = reasonOf(change, given)
  return reason === null ? null : { change, reason }
}

/** One credential is changed as many are, and can be undone while nothing has begun; or at once, for what was lost or stolen. */
export function changeOneRoutes(scope: FastifyInstance, ports: ChangeOneRoutesPorts, route: StaffRoute): void {
  const { statusJobs: desk, undoFor } = ports
  scope.get(path, route('status', (view, request) => confirmPage(ports, view, request)))

  scope.post(path, route('status', withStepUpWhen(isForGood, async (view, request, reply) => {
    const { id, change } = askedIn(request)
    const [given, when] = [formField(request.body, 'reason'), formField(request.body, 'when')]
    const reason = jobReasonOf(change, given)
    const telling = tellingIn(request.body, desk.openTellings(view.authority))
    const chosen = when === 'at_once' ? '&when=at_once' : ''
    // Answered here, the page would be lost by going back to it.
    if (reason === null) return reply.redirect(`/staff/credentials/${id}/${change}${lacksReason(telling)}${chosen}`, 303)
    if (telling === null) return reply.redirect(`/staff/credentials/${id}/${change}?reason=telling${chosen}`, 303)
    const atOnce = when === 'at_once' || undoFor === 0 ? ofStatus(change, given) : null
    if (atOnce === null) {
      const job = await desk.changeOne(view.authority, view.staff, { counterfoil: id, change, reason, telling })
      return reply.redirect(job === null ? `/staff/credentials/${id}/${change}?reason=otherwise&chosen=${reason}&telling=${telling}` : `/staff/status/${job}`, 303)
    }
    const changed = await ports.changeStatus(view.authority, id, atOnce.change, { staff: view.staff, reason: atOnce.reason, telling })
    return reply.redirect(`/staff/people/${changed.person}?changed=${changed.id}&change=${change}`, 303)
  })))
}

async function confirmPage({ cases, clock, audit, notifier, effectsOf, statusJobs: desk, undoFor, typeOf }: ChangeOneRoutesPorts, view: StaffView, request: FastifyRequest): Promise<string> {
  const { id, change } = askedIn(request)
  const counterfoil = await cases.counterfoil(view.authority, id)
  const [type, now] = [typeOf(counterfoil), clock.now()]
  if (!changesOpenTo(counterfoil, type.statusKinds, now).includes(change)) throw new Refusal('conflict')
  const person = await cases.person(view.authority, counterfoil.person)
  await audit.lookedAt(view.staff, counterfoil.person)
  const { reason, when } = request.query as Readonly<Record<string, unknown>>
  const tellable = openTellings(notifier.channelsOf(view.authority.id)).map((telling) => ({ telling, unreachable: telling === 'none' || destinationFor(telling, person.record) !== null ? 0 : 1 }))
  const underWay = (await desk.underWayOf(view.authority, [id])).map(({ job }) => job)
  return changeStatusPage(view, {
    change,
    counterfoil,
    type,
    person: nameOf(person.record),
    now,
    lacksReason: reason === 'missing',
    lacksTelling: reason === 'telling',
    isAboutToChangeOtherwise: reason === 'otherwise' && underWay.some((job) => job.change === change),
    chosen: chosenBefore(request),
    tellingBefore: tellingBefore(request),
    isAtOnce: when === 'at_once',
    tellable,
    effects: await effectsOf([type], view.authority),
    undoFor,
    underWay,
  })
}
