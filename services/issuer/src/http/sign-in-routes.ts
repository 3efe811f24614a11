import type { FastifyInstance, FastifyRequest } from 'fastify'
import { signedOutPage, signInPage } from '../pages/sign-in-pages.ts'
import type { StaffAccess } from '../use-cases/staff-sessions.ts'
import { mustComeFromHere, mustHoldToken } from './form-guard.ts'
import { rememberedLanguage, type staffCookies } from './staff-cookies.ts'
import { refusePreflights, sendPage, pageScope } from './page-scope.ts'

export interface SignInRoutesPorts {
  readonly access: StaffAccess
  readonly cookies: ReturnType<typeof staffCookies>
  readonly origin: string
}

/** In and out by the council's own sign-in. */
export function signInRoutes({ access, cookies, origin }: SignInRoutesPorts) {
  return async (scope: FastifyInstance): Promise<void> => {
    pageScope(scope)
    refusePreflights(scope, '/staff')

    scope.get('/staff', (request, reply) => sendPage(reply, signInPage(cookies.language(request, reply), { again: false })))

    scope.get('/staff/sign-in', async (request, reply) => {
      const { url, secret } = await access.begin(rememberedLanguage(request))
      return cookies.setSession(reply, secret).redirect(url, 303)
    })

    scope.get('/staff/signed-in', async (request, reply) => {
      const secret = await access.complete(cookies.session(request), callbackOf(request, origin))
      return cookies.setSession(reply, secret).redirect('/staff/people', 303)
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
