import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decisionReasonOf, type ApprovalId, type Decision } from '../../domain/approval.ts'
import { breakGlassReasonOf, breakGlassVerdictOf, isOpen } from '../../domain/approvals/break-glass.ts'
import { may } from '../../domain/staff-permission.ts'
import { isTimeOrderedId } from '../../domain/time-ordered-id.ts'
import { approvalPage, toldOutcomes, type ToldOutcome } from '../../pages/approvals/approval-page.ts'
import type { BulkJobId } from '../../domain/bulk/bulk-job.ts'
import { approvalRowsPage } from '../../pages/approvals/approval-rows-page.ts'
import { approvalsPage } from '../../pages/approvals/approvals-page.ts'
import { breakGlassPage, isPhrase, type LackingOfBreakGlass } from '../../pages/approvals/break-glass-page.ts'
import type { StaffView } from '../../pages/staff-page.ts'
import type { ApprovalDesk } from '../../use-cases/approvals/approval-desk.ts'
import type { AuditDesk } from '../../use-cases/audit/audit-desk.ts'
import { formField } from '../form-guard.ts'
import type { StaffRoute } from '../page-scope.ts'
import { chosenBefore, withStepUp } from '../staff/with-step-up.ts'

export interface ApprovalRoutesPorts {
  readonly clock: Clock
  readonly desk: ApprovalDesk
  readonly audit: Pick<AuditDesk, 'listed'>
}

function approvalIn(request: FastifyRequest): ApprovalId {
  const { approval } = request.params as { readonly approval: string }
  if (!isTimeOrderedId(approval)) throw new Refusal('not_found')
  return approval as ApprovalId
}

const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> => request.query as Readonly<Record<string, unknown>>

/** Back to the request, which says what the press came to: answered in place, the page would be lost by going back to it. */
const tell = (reply: FastifyReply, id: ApprovalId, told: ToldOutcome): FastifyReply => reply.redirect(`/staff/approvals/${id}?told=${told}`, 303)

/** Where work waits for a second person. */
export function approvalRoutes(scope: FastifyInstance, ports: ApprovalRoutesPorts, route: StaffRoute): void {
  const { desk } = ports
  scope.get('/staff/approvals', route('approvals', async (view, request) => {
    const { after } = queryOf(request)
    return approvalsPage(view, { mayDecide: may(view.staff, 'approve'), queue: await desk.queue(view.staff, typeof after === 'string' && isTimeOrderedId(after) ? (after as ApprovalId) : null) })
  }))
  scope.get('/staff/approvals/:approval', route('approvals', (view, request) => showApproval(ports, view, request)))
  scope.get('/staff/approvals/:approval/rows', route('approve', (view, request, reply) => showRows(ports, view, request, reply)))

  scope.post('/staff/approvals/:approval/decision', route('approve', withStepUp(async (view, request, reply) => {
    const id = approvalIn(request)
    const decided = decisionIn(request)
    if (decided === null) return reply.redirect(`/staff/approvals/${id}?lacks=reason`, 303)
    const contentHash = formField(request.body, 'content')
    if (contentHash === null) throw new Refusal('invalid_request')
    return tell(reply, id, (await desk.decide(view.staff, id, { ...decided, contentHash })).outcome)
  })))

  scope.post('/staff/approvals/:approval/withdraw', route('approvals', async (view, request, reply) => {
    const id = approvalIn(request)
    return tell(reply, id, (await desk.withdraw(view.staff, id)) ? 'withdrawn' : 'not_withdrawn')
  }))
  breakGlassRoutes(scope, ports, route)
}

function decisionIn(request: FastifyRequest) {
  const given = formField(request.body, 'reason')
  for (const decision of ['approve', 'refuse'] as const satisfies readonly Decision[]) {
    const reason = decisionReasonOf(decision, given)
    if (reason !== null) return { decision, reason }
  }
  return null
}

/** Each that it is about. Where people are named, that somebody looked at the list is put down before it is shown. */
async function showRows({ desk, audit }: ApprovalRoutesPorts, view: StaffView, request: FastifyRequest, reply: FastifyReply): Promise<string | FastifyReply> {
  const id = approvalIn(request)
  const { after: given } = queryOf(request)
  const after = typeof given === 'string' && /^[0-9a-f]{1,32}$/.test(given) ? given : ''
  const shown = await desk.rows(view.staff, id, after)
  if (shown === null) return reply.redirect(`/staff/approvals/${id}`, 303)
  if (shown.rows.some(({ person }) => person !== null && person.record !== null)) await audit.listed(view.staff, shown.approval.subject as BulkJobId)
  return approvalRowsPage(view, { ...shown, after, mayFollow: may(view.staff, 'cases') })
}

async function showApproval({ desk, clock }: ApprovalRoutesPorts, view: StaffView, request: FastifyRequest): Promise<string> {
  const shown = await desk.show(view.staff, approvalIn(request))
  const { told, lacks } = queryOf(request)
  const { breakGlass } = shown
  const isGlassOpen = breakGlass !== null && isOpen(breakGlass, clock.now())
  return approvalPage(view, {
    ...shown,
    mayDecide: may(view.staff, 'approve'),
    mayBreakGlass: may(view.staff, 'break-glass'),
    isGlassOpen,
    mayReview: breakGlass !== null && !isGlassOpen && breakGlass.reviewedAt === null && !shown.isOwn && breakGlass.openedBy !== view.staff.subject && may(view.staff, 'approve'),
    told: toldOutcomes.find((outcome) => outcome === told) ?? null,
    lacks: lacks === 'reason' || lacks === 'verdict' ? lacks : null,
    chosen: chosenBefore(request),
  })
}

function breakGlassRoutes(scope: FastifyInstance, { desk }: ApprovalRoutesPorts, route: StaffRoute): void {
  const at = '/staff/approvals/:approval/break-glass'
  scope.get(at, route('break-glass', withStepUp(async (view, request, reply) => {
    const { approval, stateNow, described } = await desk.show(view.staff, approvalIn(request))
    if (stateNow !== 'waiting' || described === null) return tell(reply, approval.id, stateNow === 'waiting' ? 'changed' : 'decided_before')
    const { lacks } = queryOf(request)
    return breakGlassPage(view, { id: approval.id, described, lacking: lackingIn(typeof lacks === 'string' ? lacks.split(' ') : []), chosen: chosenBefore(request) })
  })))

  scope.post(at, route('break-glass', withStepUp(async (view, request, reply) => {
    const id = approvalIn(request)
    const reason = breakGlassReasonOf(formField(request.body, 'reason'))
    const isMeant = isPhrase(formField(request.body, 'phrase') ?? '')
    if (reason === null || !isMeant) return reply.redirect(`/staff/approvals/${id}/break-glass?lacks=${[...(reason === null ? ['reason'] : []), ...(isMeant ? [] : ['phrase'])].join('+')}`, 303)
    const contentHash = formField(request.body, 'content')
    if (contentHash === null) throw new Refusal('invalid_request')
    return tell(reply, id, (await desk.breakGlass(view.staff, id, { reason, contentHash })).outcome)
  })))

  scope.post(`${at}/end`, route('break-glass', withStepUp(async (view, request, reply) => {
    const id = approvalIn(request)
    return tell(reply, id, (await desk.endBreakGlass(view.staff, id)) ? 'ended' : 'not_ended')
  })))

  scope.post(`${at}/review`, route('approve', withStepUp(async (view, request, reply) => {
    const id = approvalIn(request)
    const verdict = breakGlassVerdictOf(formField(request.body, 'verdict'))
    if (verdict === null) return reply.redirect(`/staff/approvals/${id}?lacks=verdict`, 303)
    return tell(reply, id, (await desk.reviewBreakGlass(view.staff, id, verdict)) ? 'reviewed' : 'not_reviewed')
  })))
}

const lackingIn = (given: readonly string[]): LackingOfBreakGlass[] => (['reason', 'phrase'] as const).filter((one) => given.includes(one))
