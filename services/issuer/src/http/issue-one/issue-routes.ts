import { keyedHash } from '@counterfoil/service-kit/crypto/token-secret'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { claimsFromRecord } from '../../domain/council-record.ts'
import type { Authority } from '../../domain/authority.ts'
import type { Counterfoil } from '../../domain/counterfoil.ts'
import type { OfferId, PersonHandle } from '../../domain/credential-offer.ts'
import { completeIn, lifetimeFor, waysFor, type HandingOver } from '../../domain/issue-one/handing-over.ts'
import type { SessionSecret } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import { checkAnswersPage } from '../../pages/issue-one/check-page.ts'
import { addressOf, chosenType, issueSteps, nextStep, stateOf, type IssueModel, type IssueStep, type TypeToIssue } from '../../pages/issue-one/issue-model.ts'
import { issuedPage } from '../../pages/issue-one/issued-page.ts'
import { stepPages } from '../../pages/issue-one/step-pages.ts'
import { issueTasksPage } from '../../pages/issue-one/task-list-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { Notifier, PersonLanguages } from '../../ports/notifier.ts'
import type { OfferToHandOver } from '../../use-cases/issue-one/hand-over-offer.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import type { MadeOffer } from '../../use-cases/make-credential-offer.ts'
import type { PersonCase, StaffCases } from '../../use-cases/staff-cases.ts'
import { formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { openChosen, sealChosen, withAnswer } from './chosen-in-address.ts'

export interface IssueRoutesPorts {
  readonly audit: Pick<AuditDesk, 'lookedAt'>
  readonly clock: Clock
  readonly random: Random
  readonly cases: StaffCases
  readonly notifier: Pick<Notifier, 'channelsOf'>
  readonly languages: Pick<PersonLanguages, 'of'>
  readonly handOverOffer: (offer: OfferToHandOver) => Promise<MadeOffer | null>
  readonly typeOf: (counterfoil: Counterfoil) => CredentialType
}

const parameter = (request: FastifyRequest, name: string): string => (request.params as Readonly<Record<string, string>>)[name] ?? ''
const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> => request.query as Readonly<Record<string, unknown>>
const personOf = (request: FastifyRequest): PersonHandle => parameter(request, 'person') as PersonHandle
const stepIn = (request: FastifyRequest): IssueStep => {
  const step = issueSteps.find((one) => one === parameter(request, 'step'))
  if (step === undefined) throw new Refusal('not_found')
  return step
}
const begin = (person: string): string => `/staff/people/${person}/issue`

/** Issues one credential: what is chosen stands, sealed, in addresses, so that reload, the back button and a second tab do no harm. */
export function issueRoutes(scope: FastifyInstance, ports: IssueRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/people/:person/issue', route('offers', async (view, request, reply, secret) => {
    const handle = personOf(request)
    const chosen = openChosen(secret, handle, queryOf(request)['draft'])
    if (chosen !== null) return issueTasksPage(view, await modelOf(ports, view, { handle, chosen, secret }))
    return reply.redirect(addressOf({ person: await ports.cases.personCase(view.authority, handle) }, null, sealChosen(secret, handle, await firstChosen(ports, view, handle, queryOf(request)['type']))), 303)
  }))

  scope.get('/staff/people/:person/issue/:step', route('offers', async (view, request, reply, secret) => {
    const handle = personOf(request)
    const chosen = openChosen(secret, handle, queryOf(request)['draft'])
    // An address of another sign-in, or one that was cut off: begin again.
    if (chosen === null) return reply.redirect(begin(handle), 303)
    const model = await modelOf(ports, view, { handle, chosen, secret })
    if (parameter(request, 'step') !== 'check') return stepPages[stepIn(request)](view, model, queryOf(request)['answer'] === 'missing')
    return checkPage(ports, view, model, secret, queryOf(request)['record'] === 'changed') ?? reply.redirect(addressOf(model, null, model.sealed), 303)
  }))

  scope.post('/staff/people/:person/issue/:step', route('offers', async (view, request, reply, secret) => {
    const handle = personOf(request)
    const step = stepIn(request)
    if (step === 'record') throw new Refusal('not_found')
    const before = openChosen(secret, handle, formField(request.body, 'draft'))
    if (before === null) return reply.redirect(begin(handle), 303)
    const model = await modelOf(ports, view, { handle, chosen: withAnswer(before, step, formField(request.body, step)), secret })
    // Answered here, the page would be lost by going back to it.
    return reply.redirect(stateOf(step, model) === 'open' ? `${addressOf(model, step, model.sealed)}&answer=missing` : addressOf(model, nextStep(model), model.sealed), 303)
  }))

  scope.post('/staff/people/:person/issue', route('offers', async (view, request, reply, secret) => {
    const handle = personOf(request)
    const chosen = openChosen(secret, handle, formField(request.body, 'draft'))
    if (chosen === null) return reply.redirect(begin(handle), 303)
    const model = await modelOf(ports, view, { handle, chosen, secret })
    const complete = completeIn(chosen, model.ways)
    const type = chosenType(model)
    if (complete === null || type === null || type.problems.length > 0) return reply.redirect(addressOf(model, null, model.sealed), 303)
    if (formField(request.body, 'shown') !== shownOf(ports, type, secret)) return reply.redirect(`${addressOf(model, 'check', model.sealed)}&record=changed`, 303)
    const offer = await ports.handOverOffer({ authority: view.authority, staff: view.staff, type: type.type, person: { record: type.record, handle }, chosen: complete })
    // Sent twice, by a reload or from another tab: the offer stands, and what it showed is not shown again.
    return offer === null ? reply.redirect(`/staff/offers/${complete.offer}`, 303) : issuedPage(view, { offer, type: type.type, record: model.person.record, handle, madeAt: ports.clock.now(), chosen: complete })
  }))
}

async function firstChosen({ clock, random, languages }: IssueRoutesPorts, { authority }: StaffView, handle: PersonHandle, type: unknown): Promise<HandingOver> {
  const language = await languages.of(authority.id, handle)
  return { offer: timeOrderedId(clock.now(), random) as OfferId, ...(typeof type === 'string' ? { type } : {}), ...(language === null ? {} : { language }) }
}

async function modelOf(ports: IssueRoutesPorts, { authority, staff }: StaffView, { handle, chosen, secret }: { readonly handle: PersonHandle; readonly chosen: HandingOver; readonly secret: SessionSecret }): Promise<IssueModel> {
  const person = await ports.cases.personCase(authority, handle)
  await ports.audit.lookedAt(staff, handle)
  const channels = ports.notifier.channelsOf(authority.id)
  return { person, chosen, sealed: sealChosen(secret, handle, chosen), types: typesFor(ports, authority, person), ways: waysFor(channels, person.record), isSending: channels.size > 0, contact: ports.cases.contact(authority) }
}

const typesFor = ({ cases, clock, typeOf }: IssueRoutesPorts, authority: Authority, person: PersonCase): readonly TypeToIssue[] =>
  cases.recordsOf(authority, person).map((one) => {
    const { type, record, handle } = one
    const now = clock.now()
    const read = claimsFromRecord(type, record, now)
    const isOfIt = (counterfoil: Counterfoil): boolean => typeOf(counterfoil).id === type.id && (person.recordsOf.get(counterfoil.id) ?? null) === handle
    const held = person.counterfoils.find((counterfoil) => isOfIt(counterfoil) && counterfoil.status === statusValue.valid && counterfoil.expiresAt > now)
    const open = person.offers.find((offer) => offer.typeId === type.id && offer.record === handle && offer.stateNow === 'offered')
    return { ...one, problems: 'problems' in read ? read.problems : [], heldUntil: held?.expiresAt ?? null, openSince: open?.madeAt ?? null }
  })

/** What staff saw of the record, as a page may carry it: nobody reads anything from it. */
function shownOf({ clock }: IssueRoutesPorts, { key, type, record }: TypeToIssue, secret: SessionSecret): string {
  return keyedHash(secret, JSON.stringify([key, type.version, claimsFromRecord(type, record, clock.now())]))
}

/** Null when something is to be chosen yet. */
function checkPage(ports: IssueRoutesPorts, view: StaffView, model: IssueModel, secret: SessionSecret, hasChanged: boolean): string | null {
  const chosen = completeIn(model.chosen, model.ways)
  const type = chosenType(model)
  if (chosen === null || type === null || type.problems.length > 0) return null
  return checkAnswersPage(view, { model, chosen, type, endsAt: plus(ports.clock.now(), lifetimeFor(chosen)), shown: shownOf(ports, type, secret), hasChanged })
}
