import { CallerCounts } from '@counterfoil/service-kit/http/caller-counts'
import { networkOf } from '@counterfoil/service-kit/http/caller-network'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { firstPageOf } from '../pages/sections.ts'
import { signedOutPage, signInPage } from '../pages/sign-in-pages.ts'
import type { StaffAccess } from '../use-cases/staff-sessions.ts'
import { mustComeFromHere, mustHoldToken } from './form-guard.ts'
import { rememberedLanguage, type staffCookies } from './staff-cookies.ts'
import { refusePreflights, sendPage, pageScope } from './page-scope.ts'

export interface SignInRoutesPorts {
  readonly access: StaffAccess
  readonly cookies: ReturnType<typeof staffCookies>
  readonly origin: string
  /** Where the limits of callers come from: setting out writes a row, so that it has one of its own. */
  readonly limits: Pick<HttpLimits, 'missesPerMinute'>
}

/** A whole council may sit behind one address, and sign in at nine o'clock. */
const startsForEachMiss = 6

/** In and out by the council's own sign-in. */
export function signInRoutes({ access, cookies, origin, limits: { missesPerMinute } }: SignInRoutesPorts) {
  const starts = new CallerCounts(missesPerMinute * startsForEachMiss, 60_000)
  return async (scope: FastifyInstance): Promise<void> => {
    pageScope(scope)
    refusePreflights(scope, '/staff')

    scope.get('/staff', async (request, reply) => {
      const who = await access.whoIs(cookies.session(request))
      return who === null ? sendPage(reply, signInPage(cookies.language(request, reply), { again: false })) : reply.redirect(firstPageOf(who.staff), 303)
    })

    scope.get('/staff/sign-in', async (request, reply) => {
      // Another site could begin it in somebody's browser, and so end the session that they work in.
      const site = request.headers['sec-fetch-site']
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return reply.redirect('/staff', 303)
      const wait = missesPerMinute === 0 ? 0 : starts.add(networkOf(request.ip))
      if (wait > 0) {
        void reply.header('retry-after', wait)
        throw new Refusal('too_many_requests')
      }
      const { url, secret } = await access.begin(rememberedLanguage(request))
      return cookies.setSession(reply, secret).redirect(url, 303)
    })

    scope.get('/staff/signed-in', { config: { limit: 'sign-in' } }, async (request, reply) => {
      const { secret, staff, provesFor } = await access.complete(cookies.session(request), callbackOf(request, origin))
      return cookies.setSession(reply, secret).redirect(provesFor ?? firstPageOf(staff), 303)
    })

    scope.post('/staff/sign-out', async (request, reply) => {
      mustComeFromHere(request, origin)
      const secret = cookies.session(request)
      if (secret !== null) mustHoldToken(request.body, secret)
      await access.end(secret)
      return cookies.clearSession(reply).header('clear-site-data', '"cache"').redirect('/staff/signed-out', 303)
    })

    scope.get('/staff/signed-out', (request, reply) => sendPage(reply, signedOutPage(cookies.language(request, reply))))
  }
}

/** The address that the provider sent the browser to, at our own origin whatever the request called it. */
function callbackOf({ url }: FastifyRequest, origin: string): URL {
  const callback = new URL('/staff/signed-in', origin)
  callback.search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return callback
}
