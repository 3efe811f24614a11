import type Provider from 'oidc-provider'
import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { presentationsOf } from '@counterfoil/form-server/prefill-visit'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { firstLanguage } from '@counterfoil/shared/oauth/ui-locales'
import { languageOf, walletStepWords } from '@counterfoil/ui/words'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { returnPathOf, type RelyingParty } from '../domain/relying-party.ts'
import { signInPage, strangersPage, type AuthorityNames, type FramedStep } from '../pages/frame.ts'
import { appStep, choiceStep, endedPageStep, elsewhereStep, unavailableStep } from '../pages/steps.ts'
import { signInWords } from '../pages/words/sign-in.ts'
import type { SignIn, SignIns } from '../ports.ts'
import type { SignInByWallet } from '../use-cases/sign-in-by-wallet.ts'
import type { BrowserCookie } from './browser-cookie.ts'
import { pageHeaders } from './page-headers.ts'
import { asConfigured } from './protocol-routes.ts'

export interface SignInRoutesPorts {
  readonly protocol: Provider
  readonly parties: ReadonlyMap<string, RelyingParty>
  readonly signIns: SignIns
  readonly byWallet: SignInByWallet
  readonly names: AuthorityNames
  readonly browser: BrowserCookie
  readonly issuer: string
  readonly walletUrl: string
}

const config = { errors: 'page' } as const
const responseCode = /^[A-Za-z0-9_-]{0,128}$/

type Params = { readonly uid: string }
type Asked = FastifyRequest<{ Params: Params }>

/** This browser did not begin this sign-in, or it is over. */
class SignInEnded extends Error {}

/** The pages of a sign-in: what is asked, the ways to a wallet, and what came of it. Nothing of them needs a script. */
export const signInRoutes = (ports: SignInRoutesPorts) => {
  const { protocol, parties, signIns, byWallet, browser, issuer } = ports
  const show = sender(ports)
  const receive = receiver(ports)
  /** Ends the interaction, and leads to where the protocol goes on. */
  const finish = async (request: FastifyRequest, reply: FastifyReply, result: Parameters<Provider['interactionResult']>[2]): Promise<FastifyReply> =>
    reply.redirect(await protocol.interactionResult(asConfigured(request.raw, issuer), reply.raw, result, { mergeWithLastSubmission: false }), 303)
  const newest = (signIn: SignIn, flow: 'same_device' | 'cross_device') => presentationsOf(signIn, signIn.party.form, flow)[0]

  return async (scope: FastifyInstance): Promise<void> => {
    scope.setErrorHandler((error, request, reply) => {
      const signIn = signIns.find((request.params as Partial<Params>).uid ?? '')
      if (error instanceof FormServerError && signIn !== null) {
        signIn.fault = error.code === 'verifier_unreachable' ? 'temporarily_unavailable' : 'server_error'
        // A response code leaves the address bar whatever becomes of it.
        if ('response_code' in (request.query as object)) return leaveCode(reply, `/interaction/${signIn.uid}/unavailable`)
        return show(reply.code(503), signIn, unavailableStep(signIn, error.refusal ?? 'temporarily_unavailable'))
      }
      if (!(error instanceof SignInEnded)) {
        // What goes wrong is told on a page, too, which has its style.
        void reply.headers(pageHeaders([]))
        throw error
      }
      if (signIn !== null) return show(reply.code(400), signIn, endedPageStep(signIn))
      const lang = languageOf((request.query as { readonly lang?: unknown }).lang)
      const { endedTitle: title, endedHappened: happened } = signInWords[lang]
      return reply.code(400).headers(pageHeaders([])).type('text/html; charset=utf-8').send(strangersPage(lang, { title, happened, next: walletStepWords[lang].startAtForm }))
    })

    scope.get<{ Params: Params }>('/interaction/:uid', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      return show(reply, signIn, choiceStep(signIn, await byWallet.askedBy(signIn.party)))
    })

    scope.post<{ Params: Params }>('/interaction/:uid', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      const home = `/interaction/${signIn.uid}`
      const way = textIn(request.body, 'flow')
      const { walletLink } = await byWallet.start(signIn, way === 'cross_device' ? 'cross_device' : 'same_device')
      return reply.redirect(way === 'cross_device' ? `${home}/another-device` : way === 'wallet_app' ? `${home}/wallet-app` : walletLink, 303)
    })

    scope.get<{ Params: Params }>('/interaction/:uid/wallet-app', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      const link = newest(signIn, 'same_device')?.[1].openid4vpLink
      return link === undefined ? reply.redirect(`/interaction/${signIn.uid}`, 303) : show(reply, signIn, appStep(signIn, link))
    })

    scope.get<{ Params: Params }>('/interaction/:uid/another-device', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      const waiting = newest(signIn, 'cross_device')
      return waiting === undefined ? reply.redirect(`/interaction/${signIn.uid}`, 303) : show(reply, signIn, elsewhereStep(signIn, waiting[1], null))
    })

    scope.post<{ Params: Params }>('/interaction/:uid/another-device', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      // Pressed twice: the first press took it.
      if (signIn.subject !== null) return reply.redirect(`/interaction/${signIn.uid}/finish`, 303)
      const waiting = newest(signIn, 'cross_device')
      if (waiting === undefined) return reply.redirect(`/interaction/${signIn.uid}`, 303)
      const [id, presentation] = waiting
      const outcome = await byWallet.takeFromElsewhere(signIn, id, textIn(request.body, 'number')?.trim())
      if ('answered' in outcome) return reply.redirect(`/interaction/${signIn.uid}/finish`, 303)
      return show(reply, signIn, elsewhereStep(signIn, presentation, 'asks' in outcome ? outcome.asks : outcome.ended, 'asks' in outcome ? outcome.hint : null))
    })

    scope.get<{ Params: Params }>('/interaction/:uid/finish', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      if (signIn.subject === null) return reply.redirect(`/interaction/${signIn.uid}`, 303)
      return finish(request, reply, { login: { accountId: signIn.subject, remember: false } })
    })

    scope.post<{ Params: Params }>('/interaction/:uid/cancel', { config }, async (request, reply) => {
      byWallet.drop(await receive(request, reply))
      return finish(request, reply, { error: 'access_denied', error_description: 'The citizen cancelled.' })
    })

    scope.get<{ Params: Params }>('/interaction/:uid/unavailable', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      return show(reply.code(503), signIn, unavailableStep(signIn, 'temporarily_unavailable'))
    })

    scope.post<{ Params: Params }>('/interaction/:uid/unavailable', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      byWallet.drop(signIn)
      return finish(request, reply, { error: signIn.fault ?? 'temporarily_unavailable', error_description: 'The wallet could not be asked.' })
    })

    // Only on to whose answer it may be, where the cookie goes that the protocol gave this sign-in's browser: nothing is taken here.
    scope.get<{ Querystring: { response_code?: unknown } }>('/:authority/:form', { config }, async (request, reply) => {
      const path = returnPathOf(request.params as { authority: string; form: string })
      if (![...parties.values()].some((party) => returnPathOf(party) === path)) throw new Refusal('not_found')
      return leadOn(reply, signIns.waiting(browser.read(request), path)[0], codeIn(request.query))
    })

    scope.get<{ Params: Params; Querystring: { response_code?: unknown } }>('/interaction/:uid/returned', { config }, async (request, reply) => {
      const signIn = await receive(request, reply)
      const code = 'response_code' in request.query ? codeIn(request.query) : signIn.returned
      const waiting = signIns.waiting(signIn.browser, returnPathOf(signIn.party))
      if (await byWallet.takeReturn(signIn, code)) return leaveCode(reply, `/interaction/${signIn.uid}${signIn.subject === null ? '' : '/finish'}`)
      const next = waiting[waiting.indexOf(signIn) + 1]
      if (code === null) return reply.redirect(`/interaction/${signIn.uid}`, 303)
      if (next !== undefined) return leadOn(reply, next, code)
      const [last = signIn] = waiting
      last.notGiven = 'response_code_wrong'
      return leaveCode(reply, `/interaction/${last.uid}`)
    })
  }
}

/** A field of a form that was sent; whatever else came in its place is none. */
function textIn(body: unknown, name: string): string | undefined {
  const value = (body as Readonly<Record<string, unknown>> | null | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

function codeIn({ response_code: code }: { readonly response_code?: unknown }): string {
  if (typeof code !== 'string' || !responseCode.test(code)) throw new SignInEnded()
  return code
}

/** A redirect whose address had the response code, which is in no history and no log of another's. */
const leaveCode = (reply: FastifyReply, address: string): FastifyReply => reply.headers(pageHeaders([])).redirect(address, 303)

function leadOn(reply: FastifyReply, signIn: SignIn | undefined, code: string): FastifyReply {
  if (signIn === undefined) throw new SignInEnded()
  return leaveCode(reply, `/interaction/${signIn.uid}/returned?response_code=${code}`)
}

/** Finds the sign-in that this browser began, by what the protocol gave it and by its name here, and follows its language. */
const receiver = ({ protocol, parties, signIns, browser, issuer }: SignInRoutesPorts) => async (request: Asked, reply: FastifyReply): Promise<SignIn> => {
  const interaction = await protocol.interactionDetails(asConfigured(request.raw, issuer), reply.raw).catch(() => null)
  const party = parties.get(String(interaction?.params['client_id']))
  if (interaction === null || party === undefined || interaction.uid !== request.params.uid) throw new SignInEnded()
  const known = signIns.find(interaction.uid)
  const signIn = known ?? signIns.begin({ uid: interaction.uid, party, browser: browser.readOrGive(request, reply), language: firstLanguageOf(interaction.params['ui_locales']) })
  if (known !== null && known.browser !== browser.read(request)) throw new SignInEnded()
  const { lang } = request.query as { readonly lang?: unknown }
  if (lang === 'en' || lang === 'cy') signIn.language = lang
  return signIn
}

const firstLanguageOf = (locales: unknown): 'en' | 'cy' => languageOf(firstLanguage(typeof locales === 'string' ? locales.split(' ') : []))

const sender = ({ names, walletUrl }: SignInRoutesPorts) => (reply: FastifyReply, signIn: SignIn, step: FramedStep): FastifyReply =>
  reply
    .headers(pageHeaders([walletUrl, ...signIn.party.redirectUris]))
    .type('text/html; charset=utf-8')
    .send(signInPage(names, signIn, step))
