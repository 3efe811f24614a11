import cookie from '@fastify/cookie'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { languageOf } from '@counterfoil/ui/words'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebsiteConfig } from './config.ts'
import { connectCouncils } from './council.ts'
import { findForm } from './forms/list.ts'
import { assetRoutes, loadAssets } from './http/assets.ts'
import { formRoutes } from './http/form-routes.ts'
import { pageHeaders } from './http/page-headers.ts'
import { prefillRoutes } from './http/prefill-routes.ts'
import { cookieName, receive, type Doors } from './http/visitor.ts'
import { withoutScriptRoutes } from './http/without-script-routes.ts'
import { councilPage, homePage } from './pages/home.ts'
import { privacyPage } from './pages/privacy.ts'
import { problemPage } from './pages/problem.ts'
import { SessionStore } from './sessions/session-store.ts'

export interface WebsiteParts {
  /** How the form servers reach the verifier; the platform's fetch unless told. */
  readonly fetch?: (url: string, options: RequestInit) => Promise<Response>
  readonly clock?: Clock
  readonly logger?: Logger
}

const sweepEvery = 60_000

/** The council website, ready to listen. */
export async function createWebsite(config: WebsiteConfig, parts: WebsiteParts = {}): Promise<{ app: FastifyInstance; close(): Promise<void> }> {
  const councils = connectCouncils(config, parts.fetch)
  const sessions = new SessionStore(parts.clock ?? systemClock, cryptoRandom)
  const doors: Doors = { councils, sessions, secureCookie: config.websiteUrl.startsWith('https:') }
  const frame = { assets: loadAssets() }
  const headers = pageHeaders(config.walletUrl)
  const ports = { doors, frame, random: cryptoRandom, headers, websiteUrl: config.websiteUrl }

  const whereabouts = (request: FastifyRequest) => {
    const { authority, form } = request.params as { authority?: string; form?: string }
    const council = councils.get(authority ?? '')
    const session = council === undefined ? null : sessions.find(council.id, request.cookies?.[cookieName])
    return { council, form: findForm(form ?? ''), lang: session?.language ?? languageOf((request.query as { lang?: unknown } | undefined)?.lang) }
  }
  const app = await buildServer({
    publicUrl: config.websiteUrl,
    limits: config.httpLimits,
    logger: parts.logger ?? createLogger('council-website'),
    renderProblem: (problem, request) => problemPage(frame, whereabouts(request), problem.code),
  })
  await app.register(cookie)
  // Also the answers to addresses that don't exist are pages here.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (String(reply.getHeader('content-type')).startsWith('text/html')) headers(reply)
    done(null, payload)
  })
  app.get('/', { config: { errors: 'page' } }, (request, reply) => headers(reply).send(homePage(frame, councils, languageOf((request.query as { lang?: unknown }).lang))))
  for (const address of ['/:authority', '/:authority/']) app.get(address, { config: { errors: 'page' } }, (request, reply) => headers(reply).send(councilPage(frame, receive(doors, request, reply))))
  app.get('/:authority/privacy', { config: { errors: 'page' } }, (request, reply) => headers(reply).send(privacyPage(frame, receive(doors, request, reply))))
  app.get('/*', { config: { errors: 'page' } }, () => {
    throw new Refusal('not_found')
  })
  await app.register(assetRoutes(frame.assets))
  await app.register(prefillRoutes(doors, config.websiteUrl))
  await app.register(formRoutes(ports))
  await app.register(withoutScriptRoutes(ports))
  const sweeping = setInterval(() => sessions.sweep(), sweepEvery)
  sweeping.unref()
  return {
    app,
    close: async () => {
      clearInterval(sweeping)
      await app.close()
    },
  }
}
