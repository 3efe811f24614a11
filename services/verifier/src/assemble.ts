import type { KeyObject } from 'node:crypto'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { watchNetwork } from '@counterfoil/service-kit/config/watch-network'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { openCurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import { openServiceKeys } from '@counterfoil/service-kit/keys/service-keys'
import { createFetchOutside, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { databaseProblems } from '@counterfoil/service-kit/persistence/database-problems'
import { startSweep, sweepFirst } from '@counterfoil/service-kit/persistence/sweep'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { watchClock } from '@counterfoil/service-kit/system/watch-clock'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { vctOf, type AnyNetwork } from '@counterfoil/shared/network/network'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import type { Trust } from '@counterfoil/shared/trust/trust'
import type { FastifyInstance } from 'fastify'
import { typesIn } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { readForms } from './adapters/form-files.ts'
import { issuerCertificates } from './adapters/issuer-certificates.ts'
import { judgingCrypto } from './adapters/judging-crypto.ts'
import { openKeptFacts } from './adapters/kept-facts-table.ts'
import { learnIssuers } from './adapters/learn-issuers.ts'
import { mustBeAccredited } from './adapters/form-accreditation.ts'
import { ledgerFacts, type LedgerIssuer } from '@counterfoil/service-kit/trust/ledger-facts'
import { hostedPagesTable } from './adapters/hosted-pages-table.ts'
import { networkTrust } from '@counterfoil/service-kit/trust/network-trust'
import { presentationsTable } from './adapters/presentations-table.ts'
import type { PrepareOptions } from './adapters/prepare-form.ts'
import { createResponseKeys } from './adapters/response-keys.ts'
import { resultSealer } from './adapters/result-sealer.ts'
import { serveAuthorities, type ServedAuthorities } from './adapters/served-authorities.ts'
import type { WebhookOutbox } from './adapters/webhooks-table.ts'
import { statusListFetcher } from '@counterfoil/service-kit/trust/status-list-fetcher'
import { statusLists } from '@counterfoil/service-kit/trust/status-lists'
import { verifierSchema } from './adapters/verifier-schema.ts'
import { askingPapers } from './assemble-requests.ts'
import { openPublications, type LivePublications } from './assemble-publications.ts'
import { registerPages } from './assemble-pages.ts'
import { withOutsideIssuers } from './assemble-outside-issuers.ts'
import { assembleErasures } from './assemble-erasures.ts'
import { assembleJudge } from './assemble-judge.ts'
import { assembleStatements } from './assemble-statements.ts'
import { registerHostedPages } from './assemble-hosted-pages.ts'
import { openWebhooks } from './assemble-webhooks.ts'
import { askedOfCatalogue } from './domain/asked-of-type.ts'
import { databaseFile, keysFile, type VerifierConfig } from './config.ts'
import { apiDescription } from './http/api-description.ts'
import { digitalCredentialRoutes } from './http/digital-credential-routes.ts'
import { formServerRoutes } from './http/form-server-routes.ts'
import { publicRoutes } from './http/public-routes.ts'
import { walletRoutes } from './http/wallet-routes.ts'
import { checkApart } from './outside-apart.ts'
import type { IssuerFacts, Presentations, ResponseKeys } from './ports.ts'
import type { HostedPages } from './ports/hosted-pages.ts'
import { collectResult, showPresentation } from './use-cases/follow-presentation.ts'
import { mustBeOpened } from './use-cases/must-be-opened.ts'
import { lookUpCode } from './use-cases/look-up-code.ts'
import { receiveFromBrowser, receiveResponse } from './use-cases/receive-response.ts'
import { serveRequestObject } from './use-cases/serve-request-object.ts'
import { startDigitalCredentials } from './use-cases/start-digital-credentials.ts'
import { startPresentation } from './use-cases/start-presentation.ts'

/** What the verifier finds outside itself. A process takes all of it from its machine; a test may stand in for some. */
export interface VerifierWorld {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Reads the ledger instead of the node that the network file names. */
  readonly ledger?: LedgerReader
  readonly fetchOutside: FetchOutside
}

/** A verifier that is ready to listen. */
export interface Verifier {
  readonly app: FastifyInstance
  /** Ends and forgets what is past its time; done by itself twice a minute. */
  sweep(): Promise<void>
  close(): Promise<void>
}

function worldOf(config: VerifierConfig): VerifierWorld {
  const logger = createLogger('verifier')
  return {
    clock: systemClock,
    random: cryptoRandom,
    logger,
    fetchOutside: createFetchOutside(config),
  }
}

/** Assembles the service from its configuration; the caller listens, and closes. */
export async function createVerifier(config: VerifierConfig, changes: Partial<VerifierWorld> = {}): Promise<Verifier> {
  checkApart(config.network, config.outsideTrust)
  const world = { ...worldOf(config), ...changes }
  const types = readCatalogue()
  const keys = await openServiceKeys({ service: 'verifier', roles: ['request'], databaseFile: keysFile(config), custody: config.keyCustody, network: config.network, logger: world.logger })
  const signers = await openCurrentSigners({ authorities: config.network.authorities, role: 'request', open: (kid) => keys.signer(kid, 'request'), clock: world.clock })
  const prepare: PrepareOptions = { find: typesIn(types), typesUrl: config.network.typesUrl, website: config.returnOrigins[0] ?? null, verifierUrl: config.verifierUrl, askedOf: askedOfCatalogue(types, config) }
  const ofFiles = serveAuthorities(config, { signers, papers: askingPapers(config, world.clock), readForms: (authorities) => readForms({ ...prepare, folder: config.formsDir, authorities }) })
  const database = await openDatabase({
    file: databaseFile(config),
    ...verifierSchema,
    repeat: (every, work) => startSweep(every, work, world.logger),
  })
  const kept = await openKeptFacts({ database, key: deriveKey(config.serviceSecret, 'kept facts'), clock: world.clock, logger: world.logger })
  const { facts, trust } = assembleFacts(config, world, kept)
  const publications = await openPublications(config, { ...world, database, trust, served: ofFiles, prepare })
  const { served } = publications
  const vcts = [...types.values()].map(({ id, version }) => vctOf(config.network.typesUrl, id, version))
  // Nobody waits for it; the operator hears at once of a ledger that is another than the network's.
  const learn = (): Promise<void> => learnIssuers(trust, vcts, world.logger, () => served.forms.all().flatMap(({ authority, form }) => form.vcts.map((vct) => ({ kind: 'request', scope: vct, did: served.askers.find(authority)?.did ?? '' }))))
  void learn()
  const responseKeys = createResponseKeys(deriveKey(config.serviceSecret, 'response keys'))
  const webhooks = await openWebhooks(config, { ...world, database, forms: ofFiles.forms, publishes: publications.publishes })
  const presentations = presentationsTable(database, responseKeys, webhooks.outbox, publications.learn)
  const pages = hostedPagesTable(database, webhooks.outbox)
  const app = await assembleServer(config, world, { served, presentations, pages, responseKeys, facts, trust, database, outbox: webhooks.outbox, notes: publications.notes, learn: publications.learn })
  const sweep = async (): Promise<void> => {
    await presentations.sweep(world.clock.now())
    await pages.sweep(world.clock.now())
  }
  await sweepFirst(sweep, world.logger)
  const sweeping: { stop(): void }[] = [startSweep(seconds(30), sweep, world.logger), startSweep(seconds(1), () => kept.write(), world.logger), startSweep(learnEvery(config), learn, world.logger), watchClock({ ...world, onSetBack: (then) => presentations.sweep(then) })]
  const { networkFile, apiKeysFile } = config
  const digestsNow = (): VerifierConfig['apiKeyDigests'] => (apiKeysFile === undefined ? config.apiKeyDigests : readJson(apiKeysFile, 'API keys file'))
  const takeNetwork = async (network: AnyNetwork): Promise<void> => {
    checkApart(network, config.outsideTrust)
    await served.take({ network, apiKeyDigests: digestsNow() })
  }
  if (networkFile !== undefined) sweeping.push(watchNetwork(networkFile, takeNetwork, world.logger))
  let closed: Promise<void> | null = null
  const close = async (): Promise<void> => {
    for (const each of [...sweeping, publications]) each.stop()
    await closeGently(app)
    await webhooks.running.stop()
    await kept.writeAll()
    await database.close()
    await keys.close()
  }
  return { app, sweep, close: () => (closed ??= close()) }
}

/** Fastify closes connections that are idle when it is told to; those that become idle later would hold it for their whole keep-alive. */
async function closeGently(app: FastifyInstance): Promise<void> {
  const closing = setInterval(() => app.server.closeIdleConnections(), 50)
  await app.close().finally(() => clearInterval(closing))
}

/** Often enough that facts are far from their limit when the ledger goes away. */
const learnEvery = ({ limits }: VerifierConfig): Seconds => seconds(Math.max(30, Math.floor(Math.min(limits.key, limits.accreditation) / 12)))

function assembleFacts(config: VerifierConfig, { clock, ledger, logger, fetchOutside }: VerifierWorld, kept: KeptFacts): { readonly facts: IssuerFacts<KeyObject>; readonly trust: Trust } {
  const { ledgerFreshFor: freshFor, limits } = config
  const trustLimits = { freshFor, keyStaleFor: limits.key, accreditationStaleFor: limits.accreditation }
  const trust = networkTrust(config.network, trustLimits, { clock, kept, ledger, logger, fetchOutside, privateHosts: config.privateHosts })
  const certifies = issuerCertificates(config.network.trustAnchors, clock)
  const statusOf = statusLists({ fetch: statusListFetcher(fetchOutside), trust, clock, freshFor: config.statusFreshFor, limit: limits.status, kept })
  const facts: IssuerFacts<KeyObject> = {
    ...ledgerFacts(trust),
    certifiesKey: (x5c, { key }) => certifies(x5c, key),
    status: (entry, issuer) => statusOf(entry, issuer as LedgerIssuer), // every issuer comes from `ledgerFacts`
  }
  return { facts: withOutsideIssuers(config, facts, { clock, fetchOutside, kept }), trust }
}

interface Parts {
  readonly served: ServedAuthorities
  readonly presentations: Presentations
  readonly pages: HostedPages
  readonly responseKeys: ResponseKeys
  readonly facts: IssuerFacts<KeyObject>
  readonly trust: Trust
  readonly database: Database
  readonly outbox: WebhookOutbox | null
  readonly notes: () => readonly string[]
  readonly learn: LivePublications['learn']
}

async function assembleServer(config: VerifierConfig, world: VerifierWorld, parts: Parts): Promise<FastifyInstance> {
  const { clock, random, logger } = world
  const { presentations, responseKeys, facts, database } = parts
  const { forms, askers, scopeOf, letterOf } = parts.served
  const app = await buildServer({
    publicUrl: config.verifierUrl,
    limits: config.httpLimits,
    logger,
    docs: apiDescription,
    readiness: async () => ({ problems: await databaseProblems(database), notes: parts.notes() }),
  })
  const following = { clock, presentations }
  const keyPorts = { scopeOf, mustBeOpened: mustBeOpened(presentations) }
  const starting = { clock, random, forms, askers, presentations, responseKeys, sealer: resultSealer, letterOf, mustBeAccredited: mustBeAccredited(parts.trust) }
  await app.register(
    formServerRoutes({
      ...keyPorts,
      startPresentation: startPresentation(starting, config),
      showPresentation: showPresentation(following),
      collectResult: collectResult(following),
    }),
  )
  await app.register(publicRoutes({ askers }))
  const judge = assembleJudge(config, { clock, facts })
  await registerPages(app, parts.served)
  const erasing = assembleErasures(config, { ...parts, clock, askers })
  await app.register(erasing.routes)
  const receiving = { clock, random, forms, askers, presentations, judge, erasureHandles: erasing.handles, crypto: judgingCrypto, sealer: resultSealer, stateCheck: assembleStatements({ random, forms, askers }, config), verifierUrl: config.verifierUrl, freshFor: { ledger: config.ledgerFreshFor, status: config.statusFreshFor } }
  await app.register(digitalCredentialRoutes({ ...keyPorts, startDigitalCredentials: startDigitalCredentials(starting, config), receiveFromBrowser: receiveFromBrowser(receiving) }))
  const receive = receiveResponse(receiving)
  await registerHostedPages(app, config, { ...parts, starting, keyPorts })
  await app.register(
    walletRoutes({
      serveRequestObject: serveRequestObject({ clock, forms, askers, presentations }, config),
      receiveResponse: receive,
      lookUpCode: lookUpCode({ clock, forms, askers, presentations }, config),
    }),
  )
  return app
}
