import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { shortCodeOf, type SessionId } from '../../domain/staff/staff-session.ts'
import { overviewPage } from '../../pages/staff/overview-page.ts'
import { colleaguesPage, sessionsPage } from '../../pages/staff/sessions-page.ts'
import type { SessionKeeping } from '../../use-cases/staff/end-sessions.ts'
import type { staffOverview } from '../../use-cases/staff/overview.ts'
import type { StepUp } from '../../use-cases/staff/step-up.ts'
import type { GuardPorts, StaffRoute } from '../page-scope.ts'
import { withStepUp } from './with-step-up.ts'

export interface SessionRoutesPorts extends GuardPorts {
  readonly keeping: SessionKeeping
  readonly stepUp: StepUp
  readonly overview: ReturnType<typeof staffOverview>
}

const sessionIn = (request: FastifyRequest): SessionId => (request.params as { readonly session: SessionId }).session
const doneIn = (request: FastifyRequest): boolean => (request.query as Readonly<Record<string, unknown>>)['done'] === 'ended'

/** Where one begins; one's own sessions, and for administrators those of the authority's staff. */
export function sessionRoutes(scope: FastifyInstance, { keeping, stepUp, overview, cookies }: SessionRoutesPorts, route: StaffRoute): void {
  const signedOut = (reply: FastifyReply): FastifyReply => cookies.clearSession(reply).header('clear-site-data', '"cache"').redirect('/staff/signed-out', 303)

  scope.get('/staff/overview', route('home', async (view) => overviewPage(view, await overview(view))))

  // What a page's own script asks. Where somebody pressed that they are there it keeps the session, as any page does.
  scope.get('/staff/session', route('home', async ({ ends, now, csrfToken, session }, _request, reply) => reply.send({ idle: ends.idle - now, owner: shortCodeOf(session.owner), csrf: csrfToken })))

  scope.get('/staff/sessions', route('home', async (view, request) => sessionsPage(view, { sessions: await keeping.own(view), passkeys: await stepUp.passkeys(view), isDone: doneIn(request) })))

  scope.post('/staff/sessions/end', route('home', async (view, _request, reply) => {
    await keeping.endEverywhere(view)
    return signedOut(reply)
  }))

  scope.post('/staff/sessions/:session/end', route('home', async (view, request, reply) => {
    await keeping.endOwn(view, sessionIn(request))
    return sessionIn(request) === view.session.id ? signedOut(reply) : reply.redirect('/staff/sessions?done=ended', 303)
  }))

  scope.get('/staff/colleagues', route('staff', async (view, request) => colleaguesPage(view, { sessions: await keeping.ofStaff(view), isDone: doneIn(request) })))

  scope.post('/staff/colleagues/end', route('staff', withStepUp(async (view, _request, reply) => {
    await keeping.endAllOfStaff(view)
    return reply.redirect('/staff/colleagues?done=ended', 303)
  })))

  scope.post('/staff/colleagues/:session/end', route('staff', withStepUp(async (view, request, reply) => {
    await keeping.endOfStaff(view, sessionIn(request))
    return reply.redirect('/staff/colleagues?done=ended', 303)
  })))
}
