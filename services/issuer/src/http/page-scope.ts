import { noStore } from '@counterfoil/service-kit/http/no-store'
import { allowedAt } from '@counterfoil/service-kit/http/refuse-other-methods'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SessionSecret } from '../domain/staff-member.ts'
import type { StaffView } from '../pages/staff-page.ts'
import type { StaffAccess } from '../use-cases/staff-sessions.ts'
import { csrfTokenOf, mustComeFromHere, mustHoldToken } from './form-guard.ts'
import type { staffCookies } from './staff-cookies.ts'

// Forms go nowhere else, nothing is framed, and no script runs but the pages' own file, which makes no markup of strings and
// calls nobody: pages work without it.
export const contentSecurityPolicy = (formsAlsoTo = ''): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'${formsAlsoTo}; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
const ownFormsAlone = contentSecurityPolicy()

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

interface GuardPorts {
  readonly access: StaffAccess
  readonly cookies: ReturnType<typeof staffCookies>
  readonly origin: string
}

type Handler = (view: StaffView, request: FastifyRequest, reply: FastifyReply, secret: SessionSecret) => Promise<string | FastifyReply>

/** A route for somebody signed in; a form must come from a page of this very session. */
export const signedIn =
  ({ access, cookies, origin }: GuardPorts, handler: Handler) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (request.method !== 'GET') mustComeFromHere(request, origin)
    const secret = cookies.session(request)
    const who = await access.mustBeSignedIn(secret)
    if (secret === null) throw new Refusal('not_signed_in')
    if (request.method !== 'GET') mustHoldToken(request.body, secret)
    const view = { ...who, language: cookies.language(request, reply), csrfToken: csrfTokenOf(secret) }
    const answer = await handler(view, request, reply, secret)
    return typeof answer === 'string' ? sendPage(reply, answer) : answer
  }
