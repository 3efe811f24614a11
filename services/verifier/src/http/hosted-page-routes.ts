import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { languageOf } from '@counterfoil/ui/words'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hostedPageUriOf, type HostedPage, type PageId, type ShownRequest } from '../domain/hosted-page.ts'
import type { Flow } from '../domain/presentation.ts'
import { appPage, choicePage, elsewherePage, overPage, strangersPage, tooOftenPage, unavailablePage, type AskedOnPage, type PageView } from '../pages/hosted-page.ts'
import type { ElsewhereOutcome, PageStanding } from '../use-cases/visit-hosted-page.ts'

export interface HostedPageRoutesPorts {
  readonly verifierUrl: string
  /** Origins that sending a form may lead on to, beside the form's own. */
  readonly walletOrigins: readonly string[]
  readonly open: (authority: string, pageId: PageId, browser: string, mayBind: boolean) => Promise<{ readonly page: HostedPage; readonly secret: string | null }>
  readonly speak: (page: HostedPage, language: HostedPage['language']) => Promise<void>
  readonly askedBy: (page: HostedPage) => Promise<AskedOnPage | null>
  readonly standingOf: (page: HostedPage) => Promise<PageStanding>
  readonly ask: (page: HostedPage, flow: Flow) => Promise<ShownRequest>
  readonly wayOnOf: (page: HostedPage, responseCode: string) => Promise<string | null>
  readonly takeFromElsewhere: (page: HostedPage, browser: string, number: string | undefined) => Promise<ElsewhereOutcome>
  readonly cancel: (page: HostedPage) => Promise<void>
}

interface Asked {
  readonly Params: { readonly authority: string; readonly page: PageId }
}

const hidden = { schema: { hide: true } } as const
const cookie = 'cf_page'
const browserIn = /(?:^|; )cf_page=([\w-]{32})(?:;|$)/

/** The page that asks a wallet for a form that runs no script, and runs none itself. */
export function hostedPageRoutes(ports: HostedPageRoutesPorts) {
  const visit = visitor(ports)
  const send = sender(ports)
  const askAnew = asker(ports, send)
  const homeOf = ({ page: { authority, pageId } }: PageView): string => hostedPageUriOf(ports.verifierUrl, authority, pageId)

  return async (scope: FastifyInstance): Promise<void> => {
    // What a form without a script sends, and nothing else.
    scope.removeContentTypeParser('application/json')
    scope.setErrorHandler((error, request, reply) => {
      if (!(error instanceof Refusal) || error.code !== 'not_found') throw error
      const { lang } = request.query as { readonly lang?: unknown }
      return reply.code(404).headers(pageHeaders([])).type('text/html; charset=utf-8').send(strangersPage(languageOf(lang), ports.verifierUrl))
    })

    scope.get<Asked & { Querystring: { response_code?: unknown } }>('/:authority/pages/:page', hidden, async (request, reply) => {
      const view = await visit(request, reply, true)
      const { response_code: code } = request.query
      const wayOn = typeof code === 'string' ? await ports.wayOnOf(view.page, code) : null
      if (wayOn !== null) return reply.redirect(wayOn, 303)
      // What came back leaves the address bar.
      if (code !== undefined) return reply.redirect(homeOf(view), 303)
      const standing = await ports.standingOf(view.page)
      if (standing.kind === 'number') return reply.redirect(`${homeOf(view)}/another-device`, 303)
      return send(reply, view, standing.kind === 'over' ? overPage(view) : choicePage(view, standing.kind === 'choice' ? standing : { notGiven: null, hint: null }))
    })

    scope.post<Asked>('/:authority/pages/:page', hidden, async (request, reply) => {
      const view = await visit(request, reply, false)
      const way = fieldsOf(request)['flow']
      return askAnew(reply, view, way === 'cross_device' ? 'cross_device' : 'same_device', ({ walletLink }) => (way === 'cross_device' ? `${homeOf(view)}/another-device` : way === 'wallet_app' ? `${homeOf(view)}/wallet-app` : walletLink))
    })

    scope.get<Asked>('/:authority/pages/:page/wallet-app', hidden, async (request, reply) => {
      const view = await visit(request, reply, true)
      const { shown } = view.page
      if (shown?.flow !== 'same_device') return reply.redirect(homeOf(view), 303)
      return (await ports.standingOf(view.page)).kind === 'over' ? reply.redirect(homeOf(view), 303) : send(reply, view, appPage(view, shown))
    })

    scope.get<Asked>('/:authority/pages/:page/another-device', hidden, async (request, reply) => {
      const view = await visit(request, reply, true)
      const { shown } = view.page
      if (shown?.flow !== 'cross_device') return reply.redirect(homeOf(view), 303)
      const { kind } = await ports.standingOf(view.page)
      return kind === 'over' ? reply.redirect(homeOf(view), 303) : send(reply, view, elsewherePage(view, shown, kind === 'number' ? 'number' : null))
    })

    scope.post<Asked>('/:authority/pages/:page/another-device', hidden, async (request, reply) => {
      const view = await visit(request, reply, false)
      const { shown, isCancelled } = view.page
      if (shown?.flow !== 'cross_device' || isCancelled) return reply.redirect(homeOf(view), 303)
      const taken = await ports.takeFromElsewhere(view.page, browserOf(request), fieldsOf(request)['number']?.trim())
      return 'goOn' in taken ? reply.redirect(taken.goOn, 303) : send(reply, view, elsewherePage(view, shown, taken.outcome, taken.hint))
    })

    scope.post<Asked>('/:authority/pages/:page/cancel', hidden, async (request, reply) => {
      const { page } = await visit(request, reply, false)
      await ports.cancel(page)
      return reply.redirect(page.returnUrl, 303)
    })
  }
}

const fieldsOf = ({ body }: FastifyRequest): Readonly<Record<string, string | undefined>> => (body ?? {}) as Readonly<Record<string, string | undefined>>

const browserOf = ({ headers }: FastifyRequest): string => browserIn.exec(headers.cookie ?? '')?.[1] ?? ''

/** Finds the page for the browser that has it, or gives it to the first, and follows its language. */
const visitor = ({ open, speak, askedBy, verifierUrl }: HostedPageRoutesPorts) => async (request: FastifyRequest<Asked>, reply: FastifyReply, mayBind: boolean): Promise<PageView> => {
  const { authority, page: pageId } = request.params
  const { page, secret } = await open(authority, pageId, browserOf(request), mayBind)
  const { pathname, protocol } = new URL(hostedPageUriOf(verifierUrl, authority, pageId))
  if (secret !== null) void reply.header('set-cookie', `${cookie}=${secret}; Path=${pathname}; HttpOnly; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`)
  const asked = await askedBy(page)
  if (asked === null) throw new Refusal('not_found', { detail: 'the form of a hosted page was withdrawn' })
  const { lang } = request.query as { readonly lang?: unknown }
  if ((lang !== 'en' && lang !== 'cy') || lang === page.language) return { page, asked, verifierUrl }
  await speak(page, lang)
  return { page: { ...page, language: lang }, asked, verifierUrl }
}

/** Begins a request and leads to it; what hinders that is told in words. */
const asker = ({ ask }: HostedPageRoutesPorts, send: ReturnType<typeof sender>) => async (reply: FastifyReply, view: PageView, flow: Flow, to: (shown: ShownRequest) => string): Promise<FastifyReply> => {
  try {
    return await reply.redirect(to(await ask(view.page, flow)), 303)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'too_many_requests') return send(reply.code(429), view, tooOftenPage(view))
    return error.code === 'expired_transaction' ? send(reply, view, overPage(view)) : send(reply.code(503), view, unavailablePage(view, error.code))
  }
}

const sender = ({ walletOrigins }: HostedPageRoutesPorts) => (reply: FastifyReply, { page }: PageView, document: string): FastifyReply =>
  reply.headers(pageHeaders([...walletOrigins, page.returnUrl])).type('text/html; charset=utf-8').send(document)

/** Its own style alone, no script, no frame. Browsers hold a redirect after a form to `form-action`, too. */
const pageHeaders = (leadsTo: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': ["default-src 'none'", "style-src 'self'", "img-src 'self'", `form-action ${["'self'", ...new Set(leadsTo.map((address) => new URL(address).origin))].join(' ')}`, "base-uri 'none'", "frame-ancestors 'none'"].join('; '),
})
