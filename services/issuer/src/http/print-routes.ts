import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Authority } from '../domain/authority.ts'
import type { CounterfoilId } from '../domain/counterfoil.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import { checkedPrintPage, checkPrintPage } from '../pages/check-print-page.ts'
import { nameOf } from '../pages/people-page.ts'
import { askPrintPage, printMadePage, printSizes } from '../pages/print-pages.ts'
import type { AuditDesk } from '../use-cases/audit/audit-desk.ts'
import type { CheckedPrint } from '../use-cases/prints/check-print.ts'
import { isPrintable, type MadePrint } from '../use-cases/prints/make-print.ts'
import type { StaffCases } from '../use-cases/staff-cases.ts'
import { formField } from './form-guard.ts'
import type { StaffRoute } from './page-scope.ts'

export interface PrintRoutesPorts {
  readonly audit: Pick<AuditDesk, 'lookedAt'>
  readonly clock: Clock
  readonly cases: StaffCases
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly makePrint: (authority: Authority, id: CounterfoilId, staff: StaffMember) => Promise<MadePrint>
  readonly checkPrint: (authority: Authority, given: string, staff: StaffMember) => Promise<CheckedPrint>
}

const credentialIn = (request: FastifyRequest): CounterfoilId => (request.params as { readonly credential: CounterfoilId }).credential

/** Prints of credentials for who has no phone, and the page where staff check one. */
export function printRoutes(scope: FastifyInstance, { audit, clock, cases, configurations, makePrint, checkPrint }: PrintRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/credentials/:credential/print', route('prints', async (view, request) => {
    const counterfoil = await cases.counterfoil(view.authority, credentialIn(request))
    const type = configurations.get(counterfoil.configurationId)?.type
    if (type === undefined || !isPrintable(counterfoil, clock.now())) throw new Refusal('conflict')
    await audit.lookedAt(view.staff, counterfoil.person)
    return askPrintPage(view, { counterfoil, type, person: nameOf((await cases.person(view.authority, counterfoil.person)).record) })
  }))

  scope.post('/staff/credentials/:credential/print', route('prints', async (view, request) => {
    const given = formField(request.body, 'size')
    const size = printSizes.find((one) => one === given)
    if (size === undefined) throw new Refusal('invalid_request')
    const print = await makePrint(view.authority, credentialIn(request), view.staff)
    const { person } = await cases.counterfoil(view.authority, credentialIn(request))
    await audit.lookedAt(view.staff, person)
    return printMadePage(view, { print, size, person })
  }))

  scope.get('/staff/prints', route('home', async (view, request) => checkPrintPage(view, { isMissing: (request.query as Readonly<Record<string, unknown>>)['print'] === 'missing' })))

  scope.post('/staff/prints', route('home', async (view, request, reply) => {
    const given = formField(request.body, 'print') ?? ''
    // Answered here, the page would be lost by going back to it.
    if (given.trim() === '') return reply.redirect('/staff/prints?print=missing', 303)
    const checked = await checkPrint(view.authority, given, view.staff)
    if (checked.shown !== null && checked.person !== null) await audit.lookedAt(view.staff, checked.person)
    return checkedPrintPage(view, checked)
  }))
}
