import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { watchNetwork } from '@counterfoil/service-kit/config/watch-network'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { GatheredWrites } from '@counterfoil/service-kit/persistence/gathered-writes'
import { databaseProblems } from '@counterfoil/service-kit/persistence/database-problems'
import { startSweep, sweepFirst } from '@counterfoil/service-kit/persistence/sweep'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { watchClock } from '@counterfoil/service-kit/system/watch-clock'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { FastifyInstance } from 'fastify'
import { counterfoilsTable } from './adapters/counterfoils-table.ts'
import { caseReferences } from './adapters/case-references.ts'
import { attestationTrust } from './adapters/attestation-trust.ts'
import { deferredIssuancesTable } from './adapters/deferred-issuances-table.ts'
import { draftSeals } from './adapters/draft-seals.ts'
import { startAnchors } from './adapters/anchors.ts'
import { issuerMigrations } from './adapters/migrations/all.ts'
import { offersTable } from './adapters/offers-table.ts'
import { proofCrypto } from './adapters/proof-crypto.ts'
import { ledgerWritesTable } from './adapters/ledger-writes-table.ts'
import { messageEncryption } from './adapters/message-encryption.ts'
import { recordGapsTable } from './adapters/record-gaps-table.ts'
import { recordSources } from './adapters/records/record-sources.ts'
import { openSigningKeys, type SigningKeys } from './adapters/signing-keys.ts'
import { renewalsTable } from './adapters/renewals-table.ts'
import type { StatusIssuerOf } from './adapters/status-indices.ts'
import { sessionHashes, staffSessionsTable } from './adapters/staff-sessions-table.ts'
import { staffSignInOidc } from './adapters/staff-sign-in-oidc.ts'
import { databaseFile, keysFile, statusOf, txCodesOf, type IssuerConfig } from './config.ts'
import { authoritiesAt, type Authority } from './domain/authority.ts'
import { frozenCounterfoilsTable } from './adapters/frozen-counterfoils.ts'
import { assembleApprovals } from './assemble-approvals.ts'
import { assembleBulk, type Bulk } from './assemble-bulk.ts'
import { assembleAudit } from './assemble-audit.ts'
import { authorizationIn, type Authorization } from './assemble-authorization.ts'
import { assembleCatalogue, type Catalogue } from './assemble-catalogue.ts'
import { assembleCaseload, type AssembledCaseload } from './assemble-caseload.ts'
import { assembleDpop, type Dpop } from './assemble-dpop.ts'
import { assembleGovuk, tellingCentral, type Govuk } from './assemble-govuk.ts'
import { assembleLists } from './assemble-lists.ts'
import { assembleNotify, staffNotifying, type Notifying } from './assemble-notify.ts'
import { assemblePrints, type NetworkOutside } from './assemble-prints.ts'
import { outsideServerIn, type OutsideServer } from './assemble-outside.ts'
import { codeGrantOf, mustBeKnownToWallets, registerProtocol } from './assemble-protocol.ts'
import { assembleAsking, assembleRequests } from './assemble-requests.ts'
import { partsIn, stepsIn, valueOffersIn } from './assemble-profiles.ts'
import { openAuthorityKeys, type AuthorityKeys } from './assemble-signers.ts'
import type { ApprovalKind } from './domain/approval.ts'
import type { WalletOffer } from './domain/credential-offer.ts'
import { govuk, open, type Profile, type ProfileId } from './domain/profile.ts'
import { assembleStaff } from './assemble-staff.ts'
import { boundIn, offerWaysIn } from './assemble-offer-ways.ts'
import { startCouncil } from './assemble-council.ts'
import { mustBeAbleToJudge } from './attested-types.ts'
import { statusIssuersIn } from './status-config.ts'
import { apiDescription } from './http/api-description.ts'
import { authorityIn } from './http/authority-of.ts'
import { citizenCookies } from './http/citizen-cookies.ts'
import { citizenRoutes } from './http/citizen-routes.ts'
import { pageAssets } from './http/page-assets.ts'
import { renderProblem } from './http/render-problem.ts'
import { backChannelLogoutRoutes } from './http/staff/back-channel-logout-routes.ts'
import { signInRoutes } from './http/sign-in-routes.ts'
import { localPostRoutes } from './http/notify/local-post-routes.ts'
import { staffCookies } from './http/staff-cookies.ts'
import { staffRoutes } from './http/staff-routes.ts'
import type { Counterfoils, CredentialOffers, DeferredIssuances, DraftSeals, Es256Signer, MessageEncryption, ProofCrypto, RecordSource, StatusLists } from './ports.ts'
import type { StaffSessions, StaffSignIn } from './ports/staff-sessions.ts'
import type { CitizenSignIn } from './ports/authorization.ts'
import type { ApprovalSubject } from './ports/approvals.ts'
import type { Freezes } from './ports/freezes.ts'
import type { RecordGaps } from './ports/record-gaps.ts'
import type { Renewals } from './ports/renewals.ts'
import type { ApprovalDesk } from './use-cases/approvals/approval-desk.ts'
import { liveCatalogue, type LiveCatalogue } from './use-cases/catalogue/live-catalogue.ts'
import { changeStatus } from './use-cases/change-status.ts'
import { freezeByCitizen } from './use-cases/freeze-by-citizen.ts'
import { makeCredentialOffer, type MadeOffer, type OfferToMake } from './use-cases/make-credential-offer.ts'
import type { StatusPublisher } from './use-cases/publish-status-list.ts'
import { staffCases, type StaffCases } from './use-cases/staff-cases.ts'
import type { StatusJobDesk } from './use-cases/status-jobs/status-job-desk.ts'
import { staffAccess } from './use-cases/staff-sessions.ts'

/** What the issuer finds outside itself. A process takes all of it from its machine; a test may stand in for some. */
export interface IssuerWorld {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly types: ReadonlyMap<string, CredentialType>
  readonly keys: SigningKeys
  readonly records: RecordSource
  readonly signIn: StaffSignIn
  readonly citizenSignIn: CitizenSignIn | null
  /** What prints of others are judged by; null for the network's own. */
  readonly outside: NetworkOutside | null
}

type WalletOffers = Map<ProfileId, (offer: OfferToMake) => Promise<WalletOffer | null>>

/** An issuer that is ready to listen. */
export interface Issuer {
  readonly app: FastifyInstance
  /** What staff do through their pages; for programs that prepare a scene. */
  readonly makeCredentialOffer: (offer: OfferToMake) => Promise<MadeOffer | null>
  /** Makes offers for the wallets of other profiles. */
  readonly walletOffers: WalletOffers
  readonly changeStatus: ReturnType<typeof changeStatus>
  readonly cases: StaffCases
  readonly bulk: Bulk
  readonly approvals: ApprovalDesk
  readonly authorities: ReadonlyMap<string, Authority>
  readonly types: ReadonlyMap<string, CredentialType>
  /** Erases what is past its time, now. */
  readonly sweep: () => Promise<void>
  readonly deliver: () => Promise<void>
  /** Takes changes of many on by what is due, now. */
  readonly takeOnStatusJobs: () => Promise<void>
  readonly statusJobs: StatusJobDesk
  /** What tells what requests for approval are about: whoever asks for one puts its kind in. */
  readonly approvalSubjects: Map<ApprovalKind, ApprovalSubject>
  /** Anchors what is due, now; or tells councils' systems what is. */
  readonly anchor: () => Promise<void>
  /** Publishes what was approved of the catalogue, and takes over what any process published, now. */
  readonly publish: () => Promise<void>
  close(): Promise<void>
}

export interface Parts extends IssuerWorld {
  readonly profile: Profile
  readonly authorities: ReadonlyMap<string, Authority>
  readonly live: LiveCatalogue
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly statusIssuerOf: StatusIssuerOf
  readonly deferrals: DeferredIssuances
  readonly gaps: RecordGaps
  readonly lists: StatusLists
  readonly renewals: Renewals
  readonly freezes: Freezes
  readonly sessions: StaffSessions
  readonly credentialKeyOf: (authority: Authority) => Es256Signer<'credential'>
  readonly publishedKeysOf: AuthorityKeys['publishedKeysOf']
  /** Takes over what a newer network file says. */
  readonly take: (network: AnyNetwork) => Promise<void>
  readonly publisher: StatusPublisher
  readonly encryption: MessageEncryption
  readonly mustBeEncrypted: boolean
  readonly takesAttestations: boolean
  readonly crypto: ProofCrypto
  readonly dpop: Dpop
  /** Null where citizens can't sign in. */
  readonly authorization: Authorization | null
  /** Null where tokens are ours alone. */
  readonly outsideServer: OutsideServer | null
  readonly cases: ReturnType<typeof caseReferences>
  readonly txCodes: ReturnType<typeof txCodesOf>
  readonly approvals: ReturnType<typeof assembleApprovals>
  readonly audit: ReturnType<typeof assembleAudit>
  readonly catalogue: Catalogue
  readonly notifying: Notifying
  readonly bulk: Bulk
  readonly database: Database
}

async function worldOf(config: IssuerConfig, given: Partial<IssuerWorld>): Promise<IssuerWorld> {
  const logger = given.logger ?? createLogger('issuer')
  const clock = given.clock ?? systemClock
  return {
    clock,
    random: given.random ?? cryptoRandom,
    logger,
    types: given.types ?? readCatalogue(),
    keys: given.keys ?? (await openSigningKeys({ databaseFile: keysFile(config), custody: config.keyCustody, network: config.network, logger })),
    records: given.records ?? recordSources({ folder: config.recordsDir, sources: config.recordSources, serviceSecret: config.serviceSecret, clock, logger }),
    signIn: given.signIn ?? staffSignInOidc({ ...config.oidc, redirectUri: `${config.issuerUrl}/staff/signed-in`, groups: config.staffGroups ?? null, clock, logger }),
    citizenSignIn: given.citizenSignIn ?? null,
    outside: given.outside ?? null,
  }
}

/** Assembles the service from its configuration; the caller listens, and closes. */
export async function createIssuer(config: IssuerConfig, given: Partial<IssuerWorld> = {}): Promise<Issuer> {
  const world = await worldOf(config, given)
  mustBeAbleToJudge(world.types, config)
  const own = await assembleParts(config, world)
  const catalogue = await own.catalogue.start()
  const walletOffers: WalletOffers = new Map()
  const govukWallet = config.govuk === undefined ? null : assembleGovuk(config.govuk, { ...partsIn(govuk, own), bound: boundIn(govuk, own.crypto), trustAnchors: config.network.trustAnchors, history: statusOf(config).history })
  if (govukWallet !== null) walletOffers.set(govuk.id, govukWallet.makeOffer)
  const parts = govukWallet === null ? own : { ...own, publisher: tellingCentral(own.publisher, govukWallet.status) }
  const caseload = assembleCaseload(config, parts)
  parts.approvals.subjects.set('bulk-status', caseload.subject)
  const cases = staffCases(parts)
  const staffDesks = caseload.forStaff(cases, parts.approvals.desk)
  const app = await assembleServer(config, parts, { govukWallet, walletOffers, cases, staffDesks })
  const council = await startCouncil(app, config, { ...parts, offerWays: offerWaysIn(config, { ...parts, govukWay: govukWallet?.way ?? null }) })
  const statusJobs = caseload.startRunning(parts.approvals.desk)
  const sweepAt = async (now: EpochSeconds): Promise<void> => {
    await parts.offers.sweep(now)
    await parts.deferrals.sweep(now)
    await parts.gaps.sweep(now)
    await parts.sessions.sweep(now)
    await stepsIn(parts).sweep(now)
    await parts.renewals.stage(now)
    await council.sweep(now)
    await statusJobs.sweep()
    await parts.notifying.sweep(now)
    await parts.bulk.sweep(now)
    parts.bulk.runner.wake()
    await parts.audit.chainLooks()
  }
  const sweepAll = (): Promise<void> => sweepAt(parts.clock.now())
  await sweepFirst(sweepAll, parts.logger)
  const watch = watchClock({ ...parts, onSetBack: sweepAt })
  const anchors = await startAnchors({ ...parts, network: config.network, every: config.anchorEvery, publishing: statusOf(config).clock })
  const sweep = startSweep(seconds(30), sweepAll, parts.logger)
  const messages = parts.notifying.start()
  const watching = config.networkFile === undefined ? null : watchNetwork(config.networkFile, (network) => parts.take(network).then(() => anchors.take(network)), parts.logger)
  return {
    app,
    makeCredentialOffer: makeCredentialOffer({ ...parts, walletUrl: config.walletUrl }),
    walletOffers,
    changeStatus: changeStatus(parts),
    cases,
    statusJobs: staffDesks.statusJobs,
    bulk: parts.bulk,
    authorities: parts.authorities,
    types: parts.types,
    sweep: sweepAll,
    takeOnStatusJobs: statusJobs.turn,
    approvals: parts.approvals.desk,
    approvalSubjects: parts.approvals.subjects,
    deliver: async () => {
      await council.deliver()
      await parts.notifying.deliver()
    },
    anchor: () => anchors.look(),
    publish: () => parts.catalogue.look(),
    close: async () => {
      sweep.stop()
      catalogue.stop()
      watch.stop()
      watching?.stop()
      await app.close()
      await parts.bulk.runner.stop()
      await council.stop()
      await messages.stop()
      await statusJobs.stop()
      await anchors.stop()
      await govukWallet?.status.stop()
      await parts.database.close()
      await parts.keys.close()
    },
  }
}

async function assembleParts(config: IssuerConfig, world: IssuerWorld): Promise<Parts> {
  const authorities = new Map(authoritiesAt(config.network, config.issuerUrl))
  const statusIssuerOf = statusIssuersIn(statusOf(config), authorities)
  const here = ({ authorities: all }: AnyNetwork) => all.filter(({ id, issuerUrl }) => issuerUrl === `${config.issuerUrl}/${id}`)
  const { statusKeyOf, takeKeys, ...keys } = await openAuthorityKeys(world, here(config.network))
  const database = await openDatabase({
    file: databaseFile(config),
    entities: [],
    migrations: issuerMigrations,
    repeat: (every, work) => startSweep(every, work, world.logger),
  })
  const gathered = new GatheredWrites(database)
  const live = liveCatalogue(world.types, config.network.typesUrl)
  const { lists, publisher, openFor } = assembleLists({ database, clock: world.clock, statusIssuerOf, signerOf: statusKeyOf, every: statusOf(config).clock })
  await openFor(authorities)
  const shared = {
    ...world,
    profile: open,
    authorities,
    live,
    types: live.types,
    configurations: live.configurations,
    seals: draftSeals(world.random),
    cases: caseReferences(config.serviceSecret),
    txCodes: txCodesOf(config),
    crypto: proofCrypto(config.serviceSecret, config.attestationAnchors.length > 0 ? attestationTrust(config.attestationAnchors, world.clock) : null),
    database,
  }
  const common = { ...shared, dpop: assembleDpop(shared) }
  const approvals = assembleApprovals(config, shared)
  const notifying = assembleNotify(config, common)
  const gaps = recordGapsTable(database)
  const parts = {
    ...common,
    notifying,
    authorization: authorizationIn(config, { ...common, gaps }),
    offers: offersTable(database, gathered),
    counterfoils: counterfoilsTable(database, gathered, world.random, statusIssuerOf),
    statusIssuerOf,
    deferrals: deferredIssuancesTable(database),
    gaps,
    renewals: renewalsTable(database, common.configurations),
    freezes: frozenCounterfoilsTable(database),
    approvals,
    bulk: assembleBulk(config, { ...shared, approvals, notifying }),
    audit: assembleAudit(config, { ...shared, ...keys }),
    catalogue: assembleCatalogue(config, { ...shared, approvals }),
    lists,
    sessions: staffSessionsTable(database, world.random, sessionHashes(config.serviceSecret), approvals.approverOf),
    ...keys,
    take: async (network: AnyNetwork) => {
      // Keys and lists first: an authority is served from the moment that it can be.
      await takeKeys(here(network))
      const newer = authoritiesAt(network, config.issuerUrl)
      await openFor(newer)
      for (const [id, authority] of newer) authorities.set(id, authority)
    },
    publisher,
    encryption: messageEncryption({ serviceSecret: config.serviceSecret, clock: world.clock }),
    mustBeEncrypted: config.mustBeEncrypted,
    takesAttestations: config.attestationAnchors.length > 0,
  }
  return { ...parts, outsideServer: outsideServerIn(config.outsideServers, parts) }
}

/** Everything as the wallets of one profile meet it. */
function partsOfProfile(config: IssuerConfig, parts: Parts, profile: Profile): Parts {
  const there = partsIn(profile, parts)
  const own = { ...there, dpop: assembleDpop(there) }
  const outsideServer = outsideServerIn(config.outsideServers, own)
  return { ...own, outsideServer, authorization: profile.grants.authorizationCode && outsideServer === null ? authorizationIn(config, own) : null }
}

interface PagesParts {
  readonly walletOffers: WalletOffers
  readonly cases: StaffCases
  readonly staffDesks: ReturnType<AssembledCaseload['forStaff']>
}

async function assembleServer(config: IssuerConfig, parts: Parts, { govukWallet, ...pages }: { readonly govukWallet: Govuk | null } & PagesParts): Promise<FastifyInstance> {
  const served = (config.profiles ?? []).filter(({ authorizationServer }) => authorizationServer === 'own')
  const issuing = [parts, ...served.map((profile) => partsOfProfile(config, parts, profile))]
  for (const one of issuing) await mustBeKnownToWallets(one)
  for (const one of issuing) if (one.profile.offers === 'by value') pages.walletOffers.set(one.profile.id, valueOffersIn(one))
  const app = await buildServer({
    publicUrl: config.issuerUrl,
    limits: config.httpLimits,
    logger: parts.logger,
    docs: apiDescription,
    readiness: async () => ({ problems: await databaseProblems(parts.database), notes: [] }),
    renderProblem,
  })
  for (const one of issuing) await registerProtocol(app, config, one)
  await govukWallet?.register(app)
  await registerPages(app, config, parts, { issuing, ...pages })
  return app
}

async function registerPages(app: FastifyInstance, config: IssuerConfig, parts: Parts, { issuing, walletOffers, cases, staffDesks }: { readonly issuing: readonly Parts[] } & PagesParts): Promise<void> {
  const { issuerUrl } = config
  const shared = { clock: parts.clock, access: staffAccess(parts), cookies: staffCookies({ secure: issuerUrl.startsWith('https:') }), origin: new URL(issuerUrl).origin, openBreakGlasses: parts.approvals.desk.openBreakGlasses }
  await app.register(pageAssets())
  await app.register(signInRoutes({ ...shared, limits: config.httpLimits }))
  await app.register(backChannelLogoutRoutes(shared))
  const authorizing = new Map(issuing.flatMap((one) => [codeGrantOf(one)].flatMap((codeGrant) => (codeGrant === null ? [] : [[one.profile, codeGrant.authorize] as const]))))
  if (parts.authorization !== null) {
    const freeze = freezeByCitizen({ ...parts, ...parts.authorization.citizens })
    await app.register(citizenRoutes({ authorizing, freeze, asking: assembleAsking(parts, parts.authorization.citizens), authorities: parts.authorities, authorityOf: authorityIn(parts.authorities), origin: shared.origin, cookies: citizenCookies({ secure: issuerUrl.startsWith('https:') }) }))
  }
  const ledgerWrites = ledgerWritesTable(parts.database, config.network)
  if (parts.notifying.post !== null) await app.register(localPostRoutes(parts.notifying.post))
  await app.register(
    staffRoutes({
      ...shared,
      ...assemblePrints(config, { ...parts, cases }),
      ...staffDesks,
      ...assembleStaff({ ...parts, ledgerWrites, network: config.network, publishedEvery: statusOf(config).clock }, shared.origin),
      random: parts.random,
      approvals: parts.approvals.desk,
      audit: parts.audit.desk,
      requests: assembleRequests(parts, parts.audit.sign),
      cases,
      bulk: parts.bulk,
      types: parts.types,
      ledgerWrites,
      ...parts.catalogue.desks,
      configurations: parts.configurations,
      ...staffNotifying(config, parts, cases),
      changeStatus: changeStatus(parts),
      walletOffers,
    }),
  )
}
