import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { watchNetwork } from '@counterfoil/service-kit/config/watch-network'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { openCurrentSigners, type CurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
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
import type { AnyNetwork, NetworkAuthority } from '@counterfoil/shared/network/network'
import { configurationsOf, type CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { pageScriptFile } from '@counterfoil/ui/page-script'
import { iconFile, styleSheetFile } from '@counterfoil/ui/style-sheet'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { counterfoilsTable } from './adapters/counterfoils-table.ts'
import { credentialSigner } from './adapters/credential-signer.ts'
import { caseReferences } from './adapters/case-references.ts'
import { attestationTrust } from './adapters/attestation-trust.ts'
import { deferralSeals } from './adapters/deferral-seals.ts'
import { deferredIssuancesTable } from './adapters/deferred-issuances-table.ts'
import { draftSeals } from './adapters/draft-seals.ts'
import { startAnchors } from './adapters/anchors.ts'
import { statementOf } from './adapters/list-statements.ts'
import { issuerMigrations } from './adapters/migrations/all.ts'
import { offersTable } from './adapters/offers-table.ts'
import { proofCrypto } from './adapters/proof-crypto.ts'
import { ledgerWritesTable } from './adapters/ledger-writes-table.ts'
import { messageEncryption } from './adapters/message-encryption.ts'
import { recordSources } from './adapters/records/record-sources.ts'
import { mustBeRecognised } from './adapters/recognised-metadata.ts'
import { openSigningKeys, type OpenedSigner, type SigningKeys } from './adapters/signing-keys.ts'
import { renewalsTable } from './adapters/renewals-table.ts'
import type { StatusIssuerOf } from './adapters/status-indices.ts'
import { staffSessionsTable } from './adapters/staff-sessions-table.ts'
import { staffSignInOidc } from './adapters/staff-sign-in-oidc.ts'
import { databaseFile, keysFile, statusOf, type IssuerConfig } from './config.ts'
import { authoritiesAt, inProfile, type Authority } from './domain/authority.ts'
import { assembleAuthorization, type Authorization } from './assemble-authorization.ts'
import { assembleDpop, type Dpop } from './assemble-dpop.ts'
import { assembleGovuk, tellingCentral, type Govuk } from './assemble-govuk.ts'
import { assembleLists } from './assemble-lists.ts'
import { partsIn, stepsIn, valueOffersIn } from './assemble-profiles.ts'
import type { WalletOffer } from './domain/credential-offer.ts'
import { govuk, open, routesOf, type Profile, type ProfileId } from './domain/profile.ts'
import { startCouncil } from './assemble-council.ts'
import { mustBeAbleToJudge } from './attested-types.ts'
import { statusIssuersIn } from './status-config.ts'
import { apiDescription } from './http/api-description.ts'
import { assetRoutes } from '@counterfoil/service-kit/http/asset-routes'
import { authorityIn } from './http/authority-of.ts'
import { authorizationRoutes } from './http/authorization-routes.ts'
import { citizenCookies } from './http/citizen-cookies.ts'
import { citizenRoutes } from './http/citizen-routes.ts'
import { credentialRoutes } from './http/credential-routes.ts'
import { publicRoutes } from './http/public-routes.ts'
import { renderProblem } from './http/render-problem.ts'
import { signInRoutes } from './http/sign-in-routes.ts'
import { statusListRoutes } from './http/status-list-routes.ts'
import { staffCookies } from './http/staff-cookies.ts'
import { staffRoutes } from './http/staff-routes.ts'
import { tokenReader } from './http/token-of.ts'
import { typeRoutes } from './http/type-routes.ts'
import { walletRoutes } from './http/wallet-routes.ts'
import { assetAddresses } from './pages/staff-page.ts'
import type { Counterfoils, CredentialOffers, DeferredIssuances, DraftSeals, Es256Signer, MessageEncryption, ProofCrypto, RecordSource, StaffSessions, StaffSignIn, StatusLists } from './ports.ts'
import type { CitizenSignIn } from './ports/authorization.ts'
import type { Renewals } from './ports/renewals.ts'
import { changeStatus } from './use-cases/change-status.ts'
import { collectDeferred } from './use-cases/collect-deferred.ts'
import { describeIssuer } from './use-cases/describe-issuer.ts'
import { giveNonce } from './use-cases/give-nonce.ts'
import { issueCredential } from './use-cases/issue-credential.ts'
import { makeCredentialOffer, type MadeOffer, type OfferToMake } from './use-cases/make-credential-offer.ts'
import { noteOutcome } from './use-cases/note-outcome.ts'
import type { StatusPublisher } from './use-cases/publish-status-list.ts'
import { redeemOffer } from './use-cases/redeem-offer.ts'
import { refreshOffer } from './use-cases/refresh-offer.ts'
import { showCredentialOffer } from './use-cases/show-credential-offer.ts'
import { metadataSigner } from './use-cases/sign-metadata.ts'
import { staffCases, type StaffCases } from './use-cases/staff-cases.ts'
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
  readonly authorities: ReadonlyMap<string, Authority>
  readonly types: ReadonlyMap<string, CredentialType>
  /** Erases what is past its time, now. */
  readonly sweep: () => Promise<void>
  readonly deliver: () => Promise<void>
  /** Anchors what is due, now; or tells councils' systems what is. */
  readonly anchor: () => Promise<void>
  close(): Promise<void>
}

interface Parts extends IssuerWorld {
  readonly profile: Profile
  readonly authorities: ReadonlyMap<string, Authority>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly statusIssuerOf: StatusIssuerOf
  readonly deferrals: DeferredIssuances
  readonly lists: StatusLists
  readonly renewals: Renewals
  readonly sessions: StaffSessions
  readonly credentialKeyOf: (authority: Authority) => Es256Signer<'credential'>
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
  readonly cases: ReturnType<typeof caseReferences>
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
    signIn: given.signIn ?? staffSignInOidc({ ...config.oidc, redirectUri: `${config.issuerUrl}/staff/signed-in` }),
    citizenSignIn: given.citizenSignIn ?? null,
  }
}

/** Assembles the service from its configuration; the caller listens, and closes. */
export async function createIssuer(config: IssuerConfig, given: Partial<IssuerWorld> = {}): Promise<Issuer> {
  const world = await worldOf(config, given)
  mustBeAbleToJudge(world.types, config)
  const own = await assembleParts(config, world)
  const walletOffers: WalletOffers = new Map()
  const govukWallet = config.govuk === undefined ? null : assembleGovuk(config.govuk, { ...partsIn(govuk, own), trustAnchors: config.network.trustAnchors, history: statusOf(config).history })
  if (govukWallet !== null) walletOffers.set(govuk.id, govukWallet.makeOffer)
  const parts = govukWallet === null ? own : { ...own, publisher: tellingCentral(own.publisher, govukWallet.status) }
  const app = await assembleServer(config, parts, { govukWallet, walletOffers })
  const council = await startCouncil(app, config, parts)
  const sweepAt = async (now: EpochSeconds): Promise<void> => {
    await parts.offers.sweep(now)
    await parts.deferrals.sweep(now)
    await parts.sessions.sweep(now)
    await stepsIn(parts).sweep(now)
    await parts.renewals.stage(now)
    await council.sweep(now)
  }
  const sweepAll = (): Promise<void> => sweepAt(parts.clock.now())
  await sweepFirst(sweepAll, parts.logger)
  const watch = watchClock({ ...parts, onSetBack: sweepAt })
  const anchors = await startAnchors({ ...parts, network: config.network, every: config.anchorEvery, publishing: statusOf(config).clock })
  const sweep = startSweep(seconds(30), sweepAll, parts.logger)
  const watching = config.networkFile === undefined ? null : watchNetwork(config.networkFile, (network) => parts.take(network).then(() => anchors.take(network)), parts.logger)
  return {
    app,
    makeCredentialOffer: makeCredentialOffer({ ...parts, walletUrl: config.walletUrl }),
    walletOffers,
    changeStatus: changeStatus(parts),
    cases: staffCases(parts),
    authorities: parts.authorities,
    types: parts.types,
    sweep: sweepAll,
    deliver: council.deliver,
    anchor: () => anchors.look(),
    close: async () => {
      sweep.stop()
      watch.stop()
      watching?.stop()
      await app.close()
      await council.stop()
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
  const credentialKeys = await openSigners(world, here(config.network), 'credential')
  const statusKeys = await openSigners(world, here(config.network), 'status')
  const database = await openDatabase({
    file: databaseFile(config),
    entities: [],
    migrations: issuerMigrations,
    repeat: (every, work) => startSweep(every, work, world.logger),
  })
  const gathered = new GatheredWrites(database)
  const { lists, publisher, openFor } = assembleLists({ database, clock: world.clock, statusIssuerOf, signerOf: keyOf(statusKeys), every: statusOf(config).clock })
  await openFor(authorities)
  const shared = {
    ...world,
    profile: open,
    authorities,
    configurations: configurationsOf(world.types.values(), config.network.typesUrl),
    seals: draftSeals(world.random),
    cases: caseReferences(config.serviceSecret),
    crypto: proofCrypto(config.serviceSecret, config.attestationAnchors.length > 0 ? attestationTrust(config.attestationAnchors, world.clock) : null),
    database,
  }
  const common = { ...shared, dpop: assembleDpop(shared) }
  return {
    ...common,
    authorization: authorizationIn(config, common),
    offers: offersTable(database, gathered),
    counterfoils: counterfoilsTable(database, gathered, world.random, statusIssuerOf),
    statusIssuerOf,
    deferrals: deferredIssuancesTable(database),
    renewals: renewalsTable(database, common.configurations),
    lists,
    sessions: staffSessionsTable(database, world.random),
    credentialKeyOf: keyOf(credentialKeys),
    take: async (network) => {
      // Keys and lists first: an authority is served from the moment that it can be.
      await credentialKeys.take(here(network))
      await statusKeys.take(here(network))
      const newer = authoritiesAt(network, config.issuerUrl)
      await openFor(newer)
      for (const [id, authority] of newer) authorities.set(id, authority)
    },
    publisher,
    encryption: messageEncryption({ serviceSecret: config.serviceSecret, clock: world.clock }),
    mustBeEncrypted: config.mustBeEncrypted,
    takesAttestations: config.attestationAnchors.length > 0,
  }
}

/** Null where citizens can't sign in. */
const authorizationIn = ({ authorization, issuerUrl }: IssuerConfig, parts: Omit<Parameters<typeof assembleAuthorization>[1], 'issuerUrl'>): Authorization | null =>
  authorization === undefined || authorization === null ? null : assembleAuthorization(authorization, { ...parts, issuerUrl })

/** Everything as the wallets of one profile meet it. */
function partsOfProfile(config: IssuerConfig, parts: Parts, profile: Profile): Parts {
  const there = partsIn(profile, parts)
  const own = { ...there, dpop: assembleDpop(there) }
  return { ...own, authorization: profile.grants.authorizationCode ? authorizationIn(config, own) : null }
}

const openSigners = <Role extends 'credential' | 'status'>({ keys, clock }: IssuerWorld, authorities: readonly NetworkAuthority[], role: Role): Promise<CurrentSigners<OpenedSigner<Role>>> =>
  openCurrentSigners({ authorities, role, open: (kid) => keys.signer(kid, role), clock })

const keyOf =
  <Role extends 'credential' | 'status'>(signers: CurrentSigners<OpenedSigner<Role>>) =>
  ({ id }: Authority): Es256Signer<Role> => {
    const signer = signers.of(id)
    if (signer === null) throw new Error('A key is used that was not opened at the start.')
    return signer
  }

async function assembleServer(config: IssuerConfig, parts: Parts, { govukWallet, walletOffers }: { readonly govukWallet: Govuk | null; readonly walletOffers: WalletOffers }): Promise<FastifyInstance> {
  const served = (config.profiles ?? []).filter(({ authorizationServer }) => authorizationServer === 'own')
  const issuing = [parts, ...served.map((profile) => partsOfProfile(config, parts, profile))]
  for (const one of issuing) await mustBeKnownToWallets(one)
  for (const one of issuing) if (one.profile.offers === 'by value') walletOffers.set(one.profile.id, valueOffersIn(one))
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
  await registerPages(app, config, parts, { issuing, walletOffers })
  return app
}

async function mustBeKnownToWallets(parts: Parts): Promise<void> {
  const describe = describeIssuer({ ...parts, codeGrant: parts.authorization?.metadata ?? null })
  for (const council of parts.authorities.values()) {
    const authority = inProfile(council, parts.profile)
    await mustBeRecognised({ identifier: authority.identifier, credentialIssuer: describe.credentialIssuer(authority), authorizationServer: describe.authorizationServer(authority) })
  }
}

async function registerProtocol(app: FastifyInstance, config: IssuerConfig, parts: Parts): Promise<void> {
  const { authorization, dpop, profile } = parts
  const base = routesOf(profile)
  const signer = credentialSigner({ random: parts.random, signerOf: parts.credentialKeyOf, issueJwtVcJson: parts.keys.issueJwtVcJson })
  const authorityOf = authorityIn(parts.authorities, profile)
  const describe = describeIssuer({ ...parts, codeGrant: authorization?.metadata ?? null })
  const signMetadata = metadataSigner({ clock: parts.clock, signerOf: parts.credentialKeyOf, encode: (text) => Buffer.from(text).toString('base64url') })
  const lists = statusListRoutes({ authorityOf, base, publisher: parts.publisher, history: statusOf(config).history })
  const anybody = publicRoutes({ authorityOf, base, describe, signMetadata, statementOf: (authority, number) => statementOf(parts.database.reads, authority.id, number) })
  const tokenOf = tokenReader(dpop.ports)
  const offered = { ...parts, dpop: dpop.proofs, mustBeBound: profile.boundTokens, steps: stepsIn(parts) }
  const wallets = walletRoutes({
    authorityOf,
    base,
    tokenOf,
    showCredentialOffer: showCredentialOffer(parts),
    redeemOffer: profile.grants.preAuthorized ? redeemOffer(offered) : null,
    refreshOffer: profile.grants.preAuthorized ? refreshOffer(offered) : null,
    newNonce: dpop.ports.newNonce,
    giveNonce: giveNonce(parts),
    noteOutcome: noteOutcome(parts),
    authorization: authorization?.ports ?? null,
    mustBeBound: profile.boundTokens,
    offersByReference: profile.grants.preAuthorized && profile.offers === 'by reference',
    notifications: profile.notifications,
    onUnconfirmed: (error) => parts.logger.error({ err: error }, 'redemption not confirmed'),
  })
  const onRecordAway = (error: unknown): void => parts.logger.warn({ err: error }, "a council's record could not be read")
  const issuing = { ...parts, signer, deferralSeals, onRecordAway }
  const onUnconfirmed = (error: unknown): void => parts.logger.error({ err: error }, 'collection not confirmed')
  const credentials = credentialRoutes({ ...parts, authorityOf, base, tokenOf, notifications: profile.notifications, issueCredential: issueCredential(issuing), collectDeferred: collectDeferred(issuing), onUnconfirmed })
  await app.register(async (scope) => {
    openToWallets(scope)
    // Described once: what differs in another profile is told by its metadata.
    if (profile !== open) scope.addHook('onRoute', hidden)
    await scope.register(anybody)
    await scope.register(lists)
    if (profile === open) await scope.register(typeRoutes(describe))
    await scope.register(wallets)
    await scope.register(credentials)
    if (authorization !== null) await scope.register(authorizationRoutes({ ...authorization.ports, authorityOf, base }))
  })
}

const hidden = (route: RouteOptions): void => {
  route.schema = { ...route.schema, hide: true }
}

async function registerPages(app: FastifyInstance, config: IssuerConfig, parts: Parts, { issuing, walletOffers }: { readonly issuing: readonly Parts[]; readonly walletOffers: WalletOffers }): Promise<void> {
  const { issuerUrl } = config
  const shared = { access: staffAccess(parts), cookies: staffCookies({ secure: issuerUrl.startsWith('https:') }), origin: new URL(issuerUrl).origin }
  await app.register(
    assetRoutes([
      { address: assetAddresses.styleSheet, file: styleSheetFile, type: 'text/css; charset=utf-8' },
      { address: assetAddresses.script, file: pageScriptFile, type: 'text/javascript; charset=utf-8' },
      { address: assetAddresses.icon, file: iconFile, type: 'image/svg+xml' },
    ]),
  )
  await app.register(signInRoutes(shared))
  const authorizing = new Map(issuing.flatMap(({ profile, authorization }) => (authorization === null ? [] : [[profile, authorization.authorize]])))
  if (authorizing.size > 0) {
    await app.register(citizenRoutes({ authorizing, authorities: parts.authorities, authorityOf: authorityIn(parts.authorities), origin: shared.origin, cookies: citizenCookies({ secure: issuerUrl.startsWith('https:') }) }))
  }
  await app.register(
    staffRoutes({
      ...shared,
      clock: parts.clock,
      random: parts.random,
      cases: staffCases(parts),
      ledgerWrites: ledgerWritesTable(parts.database, config.network),
      configurations: parts.configurations,
      makeCredentialOffer: makeCredentialOffer({ ...parts, walletUrl: config.walletUrl }),
      changeStatus: changeStatus(parts),
      walletOffers,
    }),
  )
}
