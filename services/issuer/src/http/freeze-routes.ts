import { firstLanguage } from '@counterfoil/shared/oauth/ui-locales'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { open } from '../domain/profile.ts'
import { inProfile } from '../domain/authority.ts'
import { freezePage } from '../pages/freeze-page.ts'
import type { CitizenKey } from '../use-cases/authorize-wallet.ts'
import type { FreezeAsked, FreezeByCitizen, Onward } from '../use-cases/freeze-by-citizen.ts'
import { citizenLanguage, cookieOf, hasChosenLanguage } from './citizen-cookies.ts'
import type { CitizenPagesPorts } from './citizen-pages.ts'
import { csrfTokenOf, formField, mustComeFromHere, mustHoldToken } from './form-guard.ts'
import { contentSecurityPolicy, sendPage } from './page-scope.ts'

export interface FreezeRoutesPorts extends CitizenPagesPorts {
  readonly freeze: FreezeByCitizen
  readonly toWallet: (reply: FastifyReply, address: string) => FastifyReply
  /** Where a page's form may lead to, beside here. */
  readonly sourceOf: (redirectUri: string) => string
}

const here = '/collect/freeze'

/** Pages for a citizen whose device is gone: by a link of their council's, or from their wallet on another device. */
export function freezeRoutes(scope: FastifyInstance, ports: FreezeRoutesPorts): void {
  const { authorityOf, freeze, cookies, origin, sessionOf } = ports

  scope.get('/:authority/freeze', { config: { limit: 'guess' } }, async (request, reply) => {
    const authority = inProfile(authorityOf(request.params), open)
    const language = languageOfCaller(request)
    const { url, secret } = await freeze.begin(authority, askedIn(request), language)
    if (!hasChosenLanguage(request)) cookies.speak(reply, language)
    return cookies.setSession(reply, cookieOf(authority, secret)).redirect(url, 303)
  })

  scope.get(here, async (request, reply) => {
    const { cookie, key } = sessionOf(request)
    const { redirectUri, ...view } = await freeze.look(key)
    if (redirectUri !== null) reply.header('content-security-policy', contentSecurityPolicy(` ${ports.sourceOf(redirectUri)}`))
    return sendPage(reply, freezePage({ ...view, language: ports.languageFor(request, reply), csrfToken: csrfTokenOf(cookie) }))
  })

  scope.post(here, { config: { limit: 'guess' } }, async (request, reply) => {
    mustComeFromHere(request, origin)
    const { cookie, key } = sessionOf(request)
    mustHoldToken(request.body, cookie)
    const onward = await freeze.decide(key, formField(request.body, 'decision') === 'freeze' ? 'freeze' : 'cancel')
    return goOn(ports, key, { onward, reply })
  })
}

/** Takes the answer of the sign-in for who came to freeze. */
export async function freezeSignedIn({ freeze, cookies, toWallet }: Pick<FreezeRoutesPorts, 'freeze' | 'cookies' | 'toWallet'>, key: CitizenKey, { callback, reply }: { readonly callback: URL; readonly reply: FastifyReply }): Promise<FastifyReply> {
  return goOn({ cookies, toWallet }, key, { onward: await freeze.signedIn(key, callback), reply })
}

const goOn = ({ cookies, toWallet }: Pick<FreezeRoutesPorts, 'cookies' | 'toWallet'>, { authority }: CitizenKey, { onward, reply }: { readonly onward: Onward; readonly reply: FastifyReply }): FastifyReply =>
  'wallet' in onward ? toWallet(cookies.clearSession(reply), onward.wallet) : cookies.setSession(reply, cookieOf(authority, onward.secret)).redirect(here, 303)

/** What the citizen chose here goes before what their wallet says of them. */
function languageOfCaller(request: FastifyRequest): 'en' | 'cy' {
  const { ui_locales: asked } = request.query as Readonly<Record<string, unknown>>
  const named = typeof asked === 'string' && !hasChosenLanguage(request) ? firstLanguage(asked.split(' ')) : null
  return named ?? citizenLanguage(request)
}

function askedIn({ query }: FastifyRequest): FreezeAsked {
  const asked = query as Readonly<Record<string, unknown>>
  const text = (name: string): string | null => (typeof asked[name] === 'string' ? asked[name] : null)
  return { clientId: text('client_id'), redirectUri: text('redirect_uri'), state: text('state') }
}
