import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { claimsFromRecord } from '../domain/council-record.ts'
import { isStatusChange, type Counterfoil } from '../domain/counterfoil.ts'
import type { ProfileId } from '../domain/profile.ts'
import type { OfferId, PersonHandle, WalletOffer } from '../domain/credential-offer.ts'
import { isTimeOrderedId, timeOrderedId } from '../domain/time-ordered-id.ts'
import type { SessionSecret } from '../domain/staff-member.ts'
import { offerMadePage, offerStatePage } from '../pages/offer-pages.ts'
import { isMessageNews } from '../pages/notify/messages-section.ts'
import { networkPage } from '../pages/network-page.ts'
import { peoplePage, type SearchMade } from '../pages/people-page.ts'
import { walletOfferPage } from '../pages/wallet-offer-page.ts'
import { personPage } from '../pages/person-page.ts'
import type { StaffView } from '../pages/staff-page.ts'
import type { LedgerWrites } from '../ports/ledger-writes.ts'
import type { ApprovalDesk } from '../use-cases/approvals/approval-desk.ts'
import type { AuditDesk } from '../use-cases/audit/audit-desk.ts'
import type { RequestDesk } from '../use-cases/requests/request-desk.ts'
import type { MadeOffer, OfferToMake } from '../use-cases/make-credential-offer.ts'
import type { PersonCase, StaffCases } from '../use-cases/staff-cases.ts'
import { bulkRoutes, type BulkRoutesPorts } from './bulk/bulk-routes.ts'
import { approvalRoutes } from './approvals/approval-routes.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import type { CatalogueDesk } from '../use-cases/catalogue/catalogue-desk.ts'
import type { FormDesk } from '../use-cases/catalogue/form-desk.ts'
import { catalogueRoutes } from './catalogue/catalogue-routes.ts'
import { formRoutes } from './catalogue/form-routes.ts'
import { formField } from './form-guard.ts'
import { requestRoutes } from './requests/request-routes.ts'
import { openSearch, sealSearch } from './sealed-search.ts'
import { issueRoutes, type IssueRoutesPorts } from './issue-one/issue-routes.ts'
import { messageRoutes, type MessageRoutesPorts } from './notify/message-routes.ts'
import { caseloadRoutes, type CaseloadRoutesPorts } from './caseload/caseload-routes.ts'
import { changeOneRoutes, type ChangeOneRoutesPorts } from './status-jobs/change-one-routes.ts'
import { statusJobRoutes, type StatusJobRoutesPorts } from './status-jobs/status-job-routes.ts'
import { printRoutes, type PrintRoutesPorts } from './print-routes.ts'
import { staffRoute, staffScope, type GuardPorts, type StaffRoute } from './page-scope.ts'
import { sessionRoutes, type SessionRoutesPorts } from './staff/session-routes.ts'
import { stepUpRoutes } from './staff/step-up-routes.ts'

export interface StaffRoutesPorts extends PrintRoutesPorts, BulkRoutesPorts, CaseloadRoutesPorts, StatusJobRoutesPorts, Omit<IssueRoutesPorts, 'typeOf'>, Omit<ChangeOneRoutesPorts, 'typeOf'>, MessageRoutesPorts, GuardPorts, SessionRoutesPorts {
  readonly clock: Clock
  readonly random: Random
  readonly approvals: ApprovalDesk
  readonly audit: AuditDesk
  readonly requests: RequestDesk
  readonly cases: StaffCases
  readonly catalogue: CatalogueDesk
  readonly forms: FormDesk
  readonly ledgerWrites: LedgerWrites
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly makeCredentialOffer: (offer: OfferToMake) => Promise<MadeOffer | null>
  /** For the wallets of other makers, by what they demand. */
  readonly walletOffers: ReadonlyMap<ProfileId, (offer: OfferToMake) => Promise<WalletOffer | null>>
}

const parameter = (request: FastifyRequest, name: string): string => (request.params as Readonly<Record<string, string>>)[name] ?? ''

const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> => request.query as Readonly<Record<string, unknown>>

/** The search that an address carries. */
function searchOf(request: FastifyRequest, secret: SessionSecret): SearchMade | null {
  const { search } = queryOf(request)
  const words = openSearch(secret, search)
  return words === null ? null : { words, sealed: String(search) }
}

/** What staff see and do. Every route takes its authority from the session alone. */
export const staffRoutes = (ports: StaffRoutesPorts) => {
  const route = staffRoute(ports)
  return async (scope: FastifyInstance): Promise<void> => {
    staffScope(scope)
    peopleRoutes(scope, ports, route)
    offerRoutes(scope, ports, route)
    issueRoutes(scope, { ...ports, typeOf: (counterfoil) => typeOf(ports, counterfoil) }, route)
    messageRoutes(scope, ports, route)
    printRoutes(scope, ports, route)
    bulkRoutes(scope, ports, route)
    sessionRoutes(scope, ports, route)
    stepUpRoutes(scope, ports, route)
    changeOneRoutes(scope, { ...ports, typeOf: (counterfoil) => typeOf(ports, counterfoil) }, route)
    catalogueRoutes(scope, ports, route)
    formRoutes(scope, ports, route)
    caseloadRoutes(scope, ports, route)
    statusJobRoutes(scope, ports, route)
    approvalRoutes(scope, { clock: ports.clock, desk: ports.approvals, audit: ports.audit }, route)
    auditRoutes(scope, { desk: ports.audit }, route)
    requestRoutes(scope, { desk: ports.requests }, route)
    scope.get('/staff/network', route('operations', async (view) => networkPage(view, await ports.ledgerWrites.underWay(view.authority.id))))
  }
}

function peopleRoutes(scope: FastifyInstance, ports: StaffRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/people', route('cases', async (view, request, _reply, secret) => {
    const search = searchOf(request, secret)
    const found = await ports.cases.search(view.authority, search?.words ?? '')
    await ports.audit.shownPeople(view.staff, found.people.map(({ handle }) => handle), { isSearch: search !== null })
    return peoplePage(view, { ...found, search, unsent: await ports.messages.howMany(view.authority) })
  }))

  scope.post('/staff/people', route('cases', async (_view, request, reply, secret) => {
    const words = (formField(request.body, 'words') ?? '').trim()
    return reply.redirect(words === '' ? '/staff/people' : `/staff/people?search=${sealSearch(secret, words)}`, 303)
  }))

  scope.get('/staff/people/:person', route('cases', (view, request, _reply, secret) => showPerson(ports, view, request, searchOf(request, secret))))
}

function offerRoutes(scope: FastifyInstance, { cases, clock, audit, messages, makeCredentialOffer, walletOffers }: StaffRoutesPorts, route: StaffRoute): void {
  scope.post('/staff/people/:person/offers', route('offers', async (view, request, reply) => {
    const person = await cases.person(view.authority, parameter(request, 'person') as PersonHandle)
    const { type, record } = cases.recordNamed(view.authority, person, formField(request.body, 'type') ?? '')
    const id = formField(request.body, 'offer') as OfferId | null
    if (id === null || !isTimeOrderedId(id)) throw new Refusal('invalid_request')
    const wallet = formField(request.body, 'wallet')
    if (wallet !== null) {
      const make = walletOffers.get(wallet as ProfileId)
      if (make === undefined) throw new Refusal('invalid_request')
      const offer = await make({ authority: view.authority, type, person: record, id, staff: view.staff })
      return offer === null ? reply.redirect(`/staff/offers/${id}`, 303) : walletOfferPage(view, { offer, profile: wallet as ProfileId, type, record: person.record, handle: person.handle })
    }
    const offer = await makeCredentialOffer({ authority: view.authority, type, person: record, id, staff: view.staff, withTypedCode: true })
    // Sent twice, by a reload: the offer stands, and what it showed is not shown again.
    return offer === null ? reply.redirect(`/staff/offers/${id}`, 303) : offerMadePage(view, { offer, type, record: person.record, handle: person.handle, madeAt: clock.now() })
  }))

  scope.get('/staff/offers/:offer', route('cases', async (view, request) => {
    const offer = await cases.offer(view.authority, parameter(request, 'offer') as OfferId)
    await audit.lookedAt(view.staff, offer.person)
    const { message: news } = queryOf(request)
    return offerStatePage(view, { offer, type: cases.type(offer.typeId), record: await cases.recordOf(view.authority, offer.person), messages: await messages.about(view.authority, offer.id), news: isMessageNews(news) ? news : null })
  }))

  scope.post('/staff/offers/:offer/withdraw', route('offers', async (view, request, reply) => {
    const id = parameter(request, 'offer') as OfferId
    await cases.withdraw(view.authority, id, view.staff)
    return reply.redirect(`/staff/offers/${id}`, 303)
  }))
}

function typeOf({ configurations }: StaffRoutesPorts, { configurationId }: Counterfoil): CredentialType {
  const configuration = configurations.get(configurationId)
  if (configuration === undefined) throw new Error('A counterfoil names a configuration that the catalogue no longer has.')
  return configuration.type
}

async function showPerson(ports: StaffRoutesPorts, view: StaffView, request: FastifyRequest, search: SearchMade | null): Promise<string> {
  const person = await ports.cases.personCase(view.authority, parameter(request, 'person') as PersonHandle)
  await ports.audit.lookedAt(view.staff, person.handle)
  const now = ports.clock.now()
  const types = ports.cases.recordsOf(view.authority, person).map((one) => {
    const read = claimsFromRecord(one.type, one.record, now)
    return { ...one, problems: 'problems' in read ? read.problems : [], offerId: timeOrderedId(now, ports.random) }
  })
  return personPage(view, { person, types, contact: ports.cases.contact(view.authority), walletsFor: walletsFor(ports), typeOf: (counterfoil) => typeOf(ports, counterfoil), now, underWay: await ports.statusJobs.underWayOf(view.authority, person.counterfoils.map(({ id }) => id)), changed: changedIn(person, queryOf(request)), search })
}

/** An mdoc is all that the GOV.UK Wallet takes, and not every type is one. */
const walletsFor =
  ({ walletOffers }: StaffRoutesPorts) =>
  ({ mdoc }: CredentialType): readonly ProfileId[] =>
    [...walletOffers.keys()].filter((profile) => profile !== 'govuk' || mdoc !== undefined)

function changedIn(person: PersonCase, query: Readonly<Record<string, unknown>>) {
  const counterfoil = person.counterfoils.find(({ id }) => id === query['changed'])
  const change = query['change']
  return counterfoil !== undefined && typeof change === 'string' && isStatusChange(change) ? { change, counterfoil } : null
}
