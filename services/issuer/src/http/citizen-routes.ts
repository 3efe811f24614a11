import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { inProfile, type Authority } from '../domain/authority.ts'
import type { StepSecret } from '../domain/authorization.ts'
import { open, routesOf, type Profile } from '../domain/profile.ts'
import { choicePage } from '../pages/choice-page.ts'
import type { AuthorizeWallet, CitizenKey } from '../use-cases/authorize-wallet.ts'
import type { AskByCitizen } from '../use-cases/requests/ask-by-citizen.ts'
import type { FreezeByCitizen } from '../use-cases/freeze-by-citizen.ts'
import type { AuthorityOf } from './authority-of.ts'
import { requestUriPrefix } from './authorization-routes.ts'
import { citizenLanguage, cookieOf, hasChosenLanguage, keyOf, type CitizenCookie, type citizenCookies } from './citizen-cookies.ts'
import { askRoutes, askSignedIn } from './requests/ask-routes.ts'
import { freezeRoutes, freezeSignedIn } from './freeze-routes.ts'
import { csrfTokenOf, formField, mustComeFromHere, mustHoldToken } from './form-guard.ts'
import { contentSecurityPolicy, pageScope, refusePreflights, sendPage } from './page-scope.ts'

export interface CitizenRoutesPorts {
  readonly authorityOf: AuthorityOf
  readonly authorities: ReadonlyMap<string, Authority>
  /** Each profile by which citizens can be sent here. */
  readonly authorizing: ReadonlyMap<Profile, AuthorizeWallet>
  readonly freeze: FreezeByCitizen
  readonly asking: AskByCitizen
  readonly cookies: ReturnType<typeof citizenCookies>
  readonly origin: string
}

/** Where a wallet sends a citizen, and what they see there: the authorization endpoint. @see RFC 6749, section 3.1; RFC 9126, section 4 */
export function citizenRoutes({ authorityOf, authorities, authorizing, freeze, asking, cookies, origin }: CitizenRoutesPorts) {
  // Citizens freeze and ask at the authority itself, wherever they sign in to collect.
  const profiles = [...new Set([open, ...authorizing.keys()])]
  const authorizeFor = ({ authority: { profile } }: CitizenKey): AuthorizeWallet => {
    const authorize = authorizing.get(profile)
    if (authorize === undefined) throw new Refusal('invalid_request_uri', { detail: 'not to collect' })
    return authorize
  }
  const sessionOf = (request: FastifyRequest): { readonly cookie: CitizenCookie; readonly key: CitizenKey } => {
    const cookie = cookies.session(request)
    const key = cookie === null ? null : keyOf(cookie, authorities, profiles)
    if (cookie === null || key === null) throw new Refusal('invalid_request_uri', { detail: 'no session' })
    return { cookie, key }
  }
  return async (scope: FastifyInstance): Promise<void> => {
    pageScope(scope)
    refusePreflights(scope, '/collect')

    for (const [profile, authorize] of authorizing) {
      scope.get(`${routesOf(profile)}/authorize`, { config: { limit: 'guess' } }, async (request, reply) => {
        const authority = inProfile(authorityOf(request.params), profile)
        const hasChosen = hasChosenLanguage(request)
        const { url, secret, language } = await authorize.begin(authority, requestOf(request), { language: citizenLanguage(request), hasChosen })
        cookies.setSession(reply, cookieOf(authority, secret))
        if (!hasChosen) cookies.speak(reply, language)
        return reply.redirect(url, 303)
      })
    }

    freezeRoutes(scope, { authorityOf, freeze, cookies, origin, sessionOf, languageFor: chosenLanguage, toWallet, sourceOf })
    askRoutes(scope, { authorityOf, asking, cookies, origin, sessionOf, languageFor: chosenLanguage })

    scope.get('/collect/signed-in', async (request, reply) => {
      const { key } = sessionOf(request)
      // One address, for providers want each of them registered.
      if (await freeze.isUnderWay(key)) return freezeSignedIn({ freeze, cookies, toWallet }, key, { callback: callbackOf(request, origin), reply })
      if (await asking.isUnderWay(key)) return askSignedIn({ asking, cookies }, key, { callback: callbackOf(request, origin), reply })
      const answer = await authorizeFor(key).signedIn(key, callbackOf(request, origin))
      if ('wallet' in answer) return toWallet(cookies.clearSession(reply), answer.wallet)
      return cookies.setSession(reply, cookieOf(key.authority, answer.secret)).redirect('/collect/choose', 303)
    })

    scope.get('/collect/choose', async (request, reply) => {
      const { cookie, key } = sessionOf(request)
      const { redirectUri, ...choice } = await authorizeFor(key).choice(key)
      const language = chosenLanguage(request, reply)
      // Browsers hold what a form's answer leads to against this, too.
      reply.header('content-security-policy', contentSecurityPolicy(` ${sourceOf(redirectUri)}`))
      return sendPage(reply, choicePage({ ...choice, language, csrfToken: csrfTokenOf(cookie) }))
    })

    scope.post('/collect/choose', async (request, reply) => {
      mustComeFromHere(request, origin)
      const { cookie, key } = sessionOf(request)
      mustHoldToken(request.body, cookie)
      const wallet = await authorizeFor(key).decide(key, formField(request.body, 'decision') === 'allow' ? 'allow' : 'cancel')
      return wallet === null ? reply.redirect('/collect/choose', 303) : toWallet(cookies.clearSession(reply), wallet)
    })
  }

  function chosenLanguage(request: FastifyRequest, reply: FastifyReply) {
    const { language } = request.query as { readonly language?: unknown }
    return language === undefined ? citizenLanguage(request) : cookies.language(request, reply)
  }
}

/** Never at once again, never with the address of this page. */
const toWallet = (reply: FastifyReply, address: string): FastifyReply => reply.header('referrer-policy', 'no-referrer').redirect(address, 303)

/** All that such a request may say has been pushed before; what else it carries is passed over. Refuses `invalid_request`. @see RFC 9126, section 5 */
function requestOf(request: FastifyRequest): { readonly clientId: string; readonly secret: StepSecret } {
  const { client_id: clientId, request_uri: requestUri } = request.query as Readonly<Record<string, unknown>>
  if (typeof clientId !== 'string' || typeof requestUri !== 'string') throw new Refusal('invalid_request', { detail: 'not pushed' })
  if (!requestUri.startsWith(requestUriPrefix)) throw new Refusal('invalid_request_uri')
  return { clientId, secret: requestUri.slice(requestUriPrefix.length) as StepSecret }
}

/** The address that the provider sent the browser to, at our own origin whatever the request called it. */
function callbackOf({ url }: FastifyRequest, origin: string): URL {
  const callback = new URL('/collect/signed-in', origin)
  callback.search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return callback
}

/** A wallet's address as a policy names it: its origin, or its scheme where it is an app. */
function sourceOf(redirectUri: string): string {
  const { protocol, origin } = new URL(redirectUri)
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol
}
