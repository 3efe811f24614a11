import { createFormServer } from '@counterfoil/form-server/form-server'
import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import type { Fetch } from '@counterfoil/form-server/verifier-client'
import { assetRoutes } from '@counterfoil/service-kit/http/asset-routes'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { mustHoldOnly } from '@counterfoil/service-kit/keys/key-separation'
import { logKeyUse } from '@counterfoil/service-kit/keys/log-key-use'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { firstLanguage } from '@counterfoil/shared/oauth/ui-locales'
import { iconFile, styleSheetFile } from '@counterfoil/ui/style-sheet'
import { languageOf, refusalWords, walletStepWords } from '@counterfoil/ui/words'
import type { FastifyInstance } from 'fastify'
import type Provider from 'oidc-provider'
import { formRegister } from './adapters/form-register.ts'
import { Memory } from './adapters/memory.ts'
import { createProtocol } from './adapters/protocol.ts'
import { protocolMemory } from './adapters/protocol-memory.ts'
import { signingKeys } from './adapters/signing-keys.ts'
import { answersIn, signInsIn, subjectsIn } from './adapters/sign-ins.ts'
import { keysFile, type ProviderConfig } from './config.ts'
import type { IdentityClaims } from './domain/identity-claims.ts'
import { browserCookie } from './http/browser-cookie.ts'
import { pageHeaders } from './http/page-headers.ts'
import { protocolRoutes } from './http/protocol-routes.ts'
import { signInRoutes } from './http/sign-in-routes.ts'
import { assetAddresses, strangersPage } from './pages/frame.ts'
import { signInWords } from './pages/words/sign-in.ts'
import type { SignIn } from './ports.ts'
import { signInByWallet } from './use-cases/sign-in-by-wallet.ts'

export interface ProviderWorld {
  readonly clock: Clock
  readonly logger: Logger
  /** How it reaches the verifier. */
  readonly fetch: Fetch
}

/** An OpenID Provider that is ready to listen. */
export interface OpenIdProvider {
  readonly app: FastifyInstance
  close(): Promise<void>
}

const mostAtOnce = 20_000
const sweepEvery = 30_000

/** Assembles the service from its configuration; the caller listens, and closes. */
export async function createOpenIdProvider(config: ProviderConfig, changes: Partial<ProviderWorld> = {}): Promise<OpenIdProvider> {
  const world = { clock: systemClock, logger: createLogger('openid-provider'), fetch: (url: string, options: RequestInit) => fetch(url, options), ...changes }
  const identities = await openIdentityAgent({ databaseFile: keysFile(config), custody: config.keyCustody, ledger: undefined, observer: logKeyUse(world.logger) })
  try {
    return await assembleWith(config, world, identities)
  } catch (error) {
    await identities.close()
    throw error
  }
}

async function assembleWith(config: ProviderConfig, world: ProviderWorld, identities: IdentityAgent): Promise<OpenIdProvider> {
  const { clock, logger } = world
  await mustHoldOnly(identities.custody, ['id-token'], 'OpenID Provider')
  const [signInMemory, answerMemory, subjectMemory, steps] = [new Memory<SignIn>(clock, mostAtOnce), new Memory<PrefillResult>(clock, mostAtOnce), new Memory<IdentityClaims>(clock, mostAtOnce), protocolMemory(clock, mostAtOnce)]
  const [signIns, subjects] = [signInsIn(signInMemory), subjectsIn(subjectMemory, cryptoRandom)]
  const protocol = createProtocol({
    issuer: config.providerUrl,
    parties: config.parties,
    trustFramework: config.trustFramework,
    keys: await signingKeys(identities.custody),
    adapter: steps.adapter,
    subjects,
    random: cryptoRandom,
    renderError,
    pageHeaders: pageHeaders([]),
  })
  listen(protocol, { forget: (subject) => subjects.forget(subject), logger })
  const formServers = new Map(config.parties.map((party) => [party.clientId, createFormServer({ verifierUrl: `${config.verifierUrl}/${party.authority}`, apiKey: party.apiKey, fetch: world.fetch })]))
  const byWallet = signInByWallet(
    {
      answers: answersIn(answerMemory),
      subjects,
      describeForm: formRegister(config.verifierUrl, clock, world.fetch, logger),
      formServerOf: ({ clientId }) => {
        const known = formServers.get(clientId)
        if (known === undefined) throw new Error('a relying party without a form server')
        return known
      },
    },
    config,
  )
  const app = await buildServer({
    publicUrl: config.providerUrl,
    limits: config.httpLimits,
    logger,
    renderProblem: ({ code }, request) => {
      const lang = languageOf((request.query as { readonly lang?: unknown } | undefined)?.lang)
      return strangersPage(lang, refusalWords(code, lang))
    },
  })
  const browser = await browserCookie(app, { secure: config.providerUrl.startsWith('https:'), random: cryptoRandom })
  await app.register(assetRoutes([
    { address: assetAddresses.styleSheet, file: styleSheetFile, type: 'text/css; charset=utf-8' },
    { address: assetAddresses.icon, file: iconFile, type: 'image/svg+xml' },
  ]))
  await app.register(protocolRoutes(protocol, config.providerUrl))
  const parties = new Map(config.parties.map((party) => [party.clientId, party]))
  await app.register(signInRoutes({ protocol, parties, signIns, byWallet, names: new Map(config.network.authorities.map(({ id, name }) => [id, name])), browser, issuer: config.providerUrl, walletUrl: config.walletUrl }))
  const sweeping = setInterval(() => [signInMemory, answerMemory, subjectMemory, steps].forEach((one) => one.sweep()), sweepEvery)
  sweeping.unref()
  return {
    app,
    close: async () => {
      clearInterval(sweeping)
      await app.close()
      await identities.close()
    },
  }
}

/** The relying party isn't known, or its return address isn't its own: whoever is here is told, and sent nowhere. */
function renderError(error: string, query: URLSearchParams): string {
  const lang = languageOf(firstLanguage((query.get('ui_locales') ?? '').split(' ')))
  const words = signInWords[lang]
  const [title, happened, next] = error === 'invalid_session' ? [words.endedTitle, words.endedHappened, walletStepWords[lang].startAtForm] : [words.wrongTitle, words.wrongHappened, words.wrongNext]
  return strangersPage(lang, { title, happened, next })
}

/** What an ID token told is forgotten when it was told. Of errors the log has a code, and never what was asked or told. */
function listen(protocol: Provider, { forget, logger }: { readonly forget: (subject: string) => void; readonly logger: Logger }): void {
  protocol.on('grant.success', ({ oidc }) => forget(oidc.account?.accountId ?? ''))
  protocol.on('server_error', (_context, error) => logger.error({ err: error }, 'failed'))
  protocol.on('authorization.error', (_context, { error }) => logger.info({ error }, 'sign-in refused'))
  protocol.on('grant.error', (_context, { error }) => logger.info({ error }, 'code refused'))
}
