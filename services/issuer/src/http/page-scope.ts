import { noStore } from '@counterfoil/service-kit/http/no-store'
import { allowedAt } from '@counterfoil/service-kit/http/refuse-other-methods'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptionsWithHandler } from 'fastify'
import type { BreakGlass } from '../domain/approvals/break-glass.ts'
import type { SessionSecret } from '../domain/staff-member.ts'
import { endsOf, isSteppedUp } from '../domain/staff/staff-session.ts'
import { may, type Permission } from '../domain/staff-permission.ts'
import type { StaffView } from '../pages/staff-page.ts'
import type { StaffAccess } from '../use-cases/staff-sessions.ts'
import { csrfTokenOf, mustComeFromHere, mustHoldToken } from './form-guard.ts'
import type { staffCookies } from './staff-cookies.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What somebody needs to be allowed, to use this route. */
    permission?: Permission
    /** Whether somebody has to have proved anew that they are there. */
    stepUp?: boolean
  }
}

// Forms go nowhere else, nothing is framed, and no script runs but the pages' own file, which makes no markup of strings and
// calls nobody: pages work without it.
export const contentSecurityPolicy = (formsAlsoTo = '', calls = ''): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';${calls} form-action 'self'${formsAlsoTo}; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
const ownFormsAlone = contentSecurityPolicy()
// Pages of staff ask the service how long the session lasts.
const callsItself = contentSecurityPolicy('', " connect-src 'self';")

/** What all pages share: no cache, no script but their own, forms only, and refusals as pages. */
export function pageScope(scope: FastifyInstance): void {
  scope.removeContentTypeParser('application/json')
  scope.addHook('onRequest', async (_request, reply) => {
    noStore(reply)
    // Not `no-referrer`: with it, browsers send `Origin: null` along with our own forms.
    reply.header('content-security-policy', ownFormsAlone).header('referrer-policy', 'same-origin')
  })
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, errors: 'page' }
    route.schema = { ...route.schema, hide: true }
  })
}

/**
 * Addresses of staff could be read as those of an authority named "staff", which wallets on any origin may call: their
 * preflight ends here. So do those of citizens.
 */
export function refusePreflights(scope: FastifyInstance, area: '/staff' | '/collect'): void {
  scope.options(`${area}/*`, (request, reply) => {
    void reply.header('allow', allowedAt(scope, request.url).join(', '))
    throw new Refusal('method_not_allowed')
  })
}

export const sendPage = (reply: FastifyReply, markup: string): FastifyReply => reply.type('text/html; charset=utf-8').send(markup)

export interface GuardPorts {
  readonly clock: Clock
  readonly access: StaffAccess
  readonly cookies: ReturnType<typeof staffCookies>
  readonly origin: string
  readonly openBreakGlasses: (authority: string) => Promise<readonly BreakGlass[]>
}

/** `seals`: what the session seals what it alone can read again by; not the secret by which it is found, which changes. */
export type StaffHandler = (view: StaffView, request: FastifyRequest, reply: FastifyReply, seals: SessionSecret) => Promise<string | FastifyReply>

/** How the parts of the console register their routes: `scope.get(path, route('cases', handler))`. */
export type StaffRoute = (permission: Permission, handler: StaffHandler) => RouteShorthandOptionsWithHandler

/** Routes for those who are signed in and have the permission, which stands in the route's own config for whoever lists them. */
export const staffRoute =
  (ports: GuardPorts): StaffRoute =>
  (permission, handler) => ({ config: { permission, stepUp: 'stepUp' in handler }, handler: signedIn(ports, permission, handler) })

/** Every part of an address of the console: ids, handles, names of types and of sections. What isn't one names nothing, and gets into no other address. */
const plainPart = /^[\w.~-]{1,1500}$/

/** What the routes of staff share. One that says not who may use it would be everybody's: the service doesn't start with it. */
export function staffScope(scope: FastifyInstance): void {
  pageScope(scope)
  scope.addHook('onRequest', async (_request, reply) => void reply.header('content-security-policy', callsItself))
  scope.addHook('preHandler', async ({ params }) => {
    if (!Object.values(params as Readonly<Record<string, string>>).every((part) => plainPart.test(part))) throw new Refusal('not_found')
  })
  scope.addHook('onRoute', ({ url, config }) => {
    if (config?.permission === undefined) throw new Error(`The route ${url} doesn't say who may use it.`)
  })
}

/** Whether a page asks by itself, as its address says: whoever walked away from it stays away. */
const isUnattended = ({ method, query }: FastifyRequest): boolean => method === 'GET' && Object.hasOwn(query as object, 'unattended')

/** A form must come from a page of this very session. */
const signedIn =
  ({ access, cookies, origin, clock, openBreakGlasses }: GuardPorts, permission: Permission, handler: StaffHandler) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (request.method !== 'GET') mustComeFromHere(request, origin)
    const secret = cookies.session(request)
    const who = await access.mustBeSignedIn(secret, { isUnattended: isUnattended(request) })
    if (secret === null) throw new Refusal('not_signed_in')
    if (request.method !== 'GET') mustHoldToken(request.body, secret)
    if (!may(who.staff, permission)) throw new Refusal('role_missing', { detail: permission })
    const now = clock.now()
    const view = { ...who, language: cookies.language(request, reply), csrfToken: csrfTokenOf(secret), ends: endsOf(who.session), isSteppedUp: isSteppedUp(who.session, now), now, openBreakGlasses: await openBreakGlasses(who.authority.id) }
    const answer = await handler(view, request, reply, who.seals)
    return typeof answer === 'string' ? sendPage(reply, answer) : answer
  }
