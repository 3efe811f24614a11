import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { typedDay } from '../../domain/calendar-day.ts'
import { dataRequestKindOf, extensionReasonOf, requestRefusalOf, type DataRequestId } from '../../domain/requests/data-request.ts'
import { isTimeOrderedId } from '../../domain/time-ordered-id.ts'
import { newRequestPage, requestProblems, type RequestProblem, type TypedRequest } from '../../pages/requests/new-request-page.ts'
import { requestPage, toldOfRequest, type ToldOfRequest } from '../../pages/requests/request-page.ts'
import { requestsPage } from '../../pages/requests/requests-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { RequestDesk } from '../../use-cases/requests/request-desk.ts'
import { download } from '../audit/audit-routes.ts'
import { isPersonHandle } from '../audit/audit-filter.ts'
import { formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { withStepUp } from '../staff/with-step-up.ts'

export interface RequestRoutesPorts {
  readonly desk: RequestDesk
}

function idIn(request: FastifyRequest): DataRequestId {
  const { request: id } = request.params as { readonly request: string }
  if (!isTimeOrderedId(id)) throw new Refusal('not_found')
  return id as DataRequestId
}

const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> => request.query as Readonly<Record<string, unknown>>
const tell = (reply: FastifyReply, id: DataRequestId, told: ToldOfRequest): FastifyReply => reply.redirect(`/staff/requests/${id}?told=${told}`, 303)

/** Erasure and access requests of citizens, as staff enter and answer them. */
export function requestRoutes(scope: FastifyInstance, { desk }: RequestRoutesPorts, route: StaffRoute): void {
  scope.get('/staff/requests', route('requests', async (view) => requestsPage(view, await desk.list(view.authority.id))))

  scope.get('/staff/requests/new', route('requests', async (view, request) => {
    const query = queryOf(request)
    const textAt = (name: string): string => (typeof query[name] === 'string' ? query[name].slice(0, 100) : '')
    const given = textAt('problems').split(' ')
    return newRequestPage(view, { typed: { kind: textAt('kind'), handle: textAt('handle'), day: textAt('day'), month: textAt('month'), year: textAt('year') }, problems: requestProblems.filter((problem) => given.includes(problem)) })
  }))

  scope.post('/staff/requests', route('requests', (view, request, reply) => enter(desk, view, request, reply)))

  scope.get('/staff/requests/:request', route('requests', async (view, request) => {
    const { told, lacks } = queryOf(request)
    return requestPage(view, { ...(await desk.show(view.authority.id, idIn(request))), told: toldOfRequest.find((one) => one === told) ?? null, lacks: lacks === 'refusal' || lacks === 'extension' ? lacks : null })
  }))

  scope.get('/staff/requests/:request/evidence', route('requests', async (view, request, reply) => {
    const evidence = await desk.evidence(view.authority, idIn(request))
    return download(reply, `${view.authority.id}-request-${idIn(request)}.jws`, 'application/jose').send(evidence)
  }))
  answerRoutes(scope, desk, route)
}

/** What is wrong is told on the form's own page, with what was typed. */
async function enter(desk: RequestDesk, view: StaffView, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const textAt = (name: string): string => (formField(request.body, name) ?? '').trim().slice(0, 100)
  const typed: TypedRequest = { kind: textAt('kind'), handle: textAt('handle'), day: textAt('received-day'), month: textAt('received-month'), year: textAt('received-year') }
  const [kind, receivedOn, { handle }] = [dataRequestKindOf(typed.kind), typedDay(typed), typed]
  const wrongReceipt = receivedOn === null ? 'received' : desk.wrongReceipt(receivedOn)
  const wrongHandle = !isPersonHandle(handle) ? 'handle' : (await desk.isKnown(view.authority, handle)) ? null : 'nobody'
  const problems = [kind === null ? 'kind' : null, wrongHandle, wrongReceipt].filter((problem): problem is RequestProblem => problem !== null)
  // What was typed is shown again when it could have been meant: nothing else goes into an address.
  if (problems.length > 0 || kind === null || receivedOn === null || !isPersonHandle(handle)) {
    const shown = { ...typed, handle: isPersonHandle(handle) ? handle : '', ...(receivedOn === null ? { day: '', month: '', year: '' } : {}) }
    return reply.redirect(`/staff/requests/new?${new URLSearchParams({ ...shown, problems: problems.join(' ') }).toString()}`, 303)
  }
  return tell(reply, (await desk.enter(view.staff, { kind, person: handle, receivedOn })).id, 'entered')
}

function answerRoutes(scope: FastifyInstance, desk: RequestDesk, route: StaffRoute): void {
  const at = '/staff/requests/:request'
  scope.post(`${at}/answer`, route('requests', withStepUp(async (view, request, reply) => tell(reply, idIn(request), (await desk.answer(view.staff, idIn(request))) ? 'done' : 'not_done'))))

  scope.post(`${at}/withdraw`, route('requests', async (view, request, reply) => tell(reply, idIn(request), (await desk.withdraw(view.staff, idIn(request))) ? 'done' : 'not_done')))

  scope.post(`${at}/refuse`, route('requests', async (view, request, reply) => {
    const reason = requestRefusalOf(formField(request.body, 'refusal'))
    if (reason === null) return reply.redirect(`/staff/requests/${idIn(request)}?lacks=refusal`, 303)
    return tell(reply, idIn(request), (await desk.refuse(view.staff, idIn(request), reason)) ? 'done' : 'not_done')
  }))

  scope.post(`${at}/extend`, route('requests', async (view, request, reply) => {
    const reason = extensionReasonOf(formField(request.body, 'extension'))
    if (reason === null) return reply.redirect(`/staff/requests/${idIn(request)}?lacks=extension`, 303)
    return tell(reply, idIn(request), (await desk.extend(view.staff, idIn(request), reason)) ? 'extended' : 'not_done')
  }))
}
