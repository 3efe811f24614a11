import { randomUUID } from 'node:crypto'
import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { FastifyInstance } from 'fastify'
import { credentialSigner } from './adapters/credential-signer.ts'
import type { SigningKeys } from './adapters/signing-keys.ts'
import { areUnspent } from './adapters/spent-nonces.ts'
import { centralStatus, ownStatus } from './adapters/govuk/central-status.ts'
import { derivedUuid } from './adapters/govuk/derived-uuid.ts'
import { outsideAuthorizationServer } from './adapters/govuk/outside-authorization-server.ts'
import { iacas } from './adapters/govuk/published-keys.ts'
import { keySet } from './adapters/key-set.ts'
import { deferralSeals } from './adapters/deferral-seals.ts'
import { jwtToSign } from './adapters/list-forms/jwt-to-sign.ts'
import type { GovukConfig } from './govuk-config.ts'
import { followingMap } from './domain/catalogue/live-map.ts'
import { inProfile, type Authority } from './domain/authority.ts'
import type { WalletOffer } from './domain/credential-offer.ts'
import { routesOf, type Profile } from './domain/profile.ts'
import { authorityIn } from './http/authority-of.ts'
import { govukRoutes } from './http/govuk-routes.ts'
import { statusListRoutes } from './http/status-list-routes.ts'
import type { Counterfoils, CredentialOffers, DeferredIssuances, DraftSeals, Es256Signer, ProofCrypto, RecordSource } from './ports.ts'
import type { CaseReferences } from './ports/council-api.ts'
import type { RecordGaps } from './ports/record-gaps.ts'
import type { StatusService } from './ports/outside.ts'
import { readOutsideToken } from './use-cases/govuk/accept-outside-token.ts'
import { describeGovuk } from './use-cases/govuk/describe-govuk.ts'
import { issueToGovuk } from './use-cases/govuk/issue-to-govuk.ts'
import { govukWay } from './use-cases/govuk/govuk-way.ts'
import { makeGovukOffer } from './use-cases/govuk/make-govuk-offer.ts'
import type { OfferWay } from './use-cases/council/offer-way.ts'
import type { OfferToMake } from './use-cases/make-credential-offer.ts'
import { noteOutcome } from './use-cases/note-outcome.ts'
import type { StatusPublisher } from './use-cases/publish-status-list.ts'

/** What the profile is made of, as its wallet meets it. */
interface Parts {
  readonly profile: Profile
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly seals: DraftSeals
  readonly crypto: ProofCrypto
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly deferrals: DeferredIssuances
  readonly records: RecordSource
  readonly gaps: RecordGaps
  readonly cases: CaseReferences
  readonly types: ReadonlyMap<string, CredentialType>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly publisher: StatusPublisher
  readonly credentialKeyOf: (authority: Authority) => Es256Signer<'credential'>
  readonly keys: Pick<SigningKeys, 'issueJwtVcJson'>
}

/** The issuer of the GOV.UK Wallet. */
export interface Govuk {
  readonly makeOffer: (offer: OfferToMake) => Promise<WalletOffer | null>
  /** How councils' own systems offer. */
  readonly way: OfferWay
  readonly status: StatusService
  /** Serves it. */
  readonly register: (app: FastifyInstance) => Promise<void>
}

export function assembleGovuk(config: GovukConfig, { trustAnchors, history, bound, ...parts }: Parts & { readonly bound: OfferWay['bound']; readonly trustAnchors: readonly string[]; readonly history: boolean }): Govuk {
  const signJwt = async (authority: Authority, claims: JsonObject): Promise<string> => {
    const { kid, sign } = parts.credentialKeyOf(authority)
    const { toSign, finish } = jwtToSign({ typ: 'JWT', kid }, claims)
    return String(finish(await sign(toSign)))
  }
  const configurations = followingMap(parts.configurations, (all) => new Map([...all].map(([id, configuration]) => [id, lasting(configuration, config.validityDays)])))
  const server = outsideAuthorizationServer({ issuer: config.authorizationServer, fetchOutside: createFetchOutside({ privateHosts: config.privateHosts }) })
  const status = config.status === null ? ownStatus : centralStatus({ ...parts, ...config.status, signJwt })
  const onRecordAway = (error: unknown): void => parts.logger.warn({ err: error }, "a council's record could not be read")
  const ports = {
    ...parts,
    ...config,
    configurations,
    server,
    status,
    signer: credentialSigner({ random: parts.random, signerOf: parts.credentialKeyOf, issueJwtVcJson: parts.keys.issueJwtVcJson, namesIssuerBy: 'did' }),
    signJwt,
    publisher: tellingCentral(parts.publisher, status),
    deferralSeals,
    onRecordAway,
    newUuid: () => randomUUID(),
    isSpent: async (nonce: LiveNonce) => !(await areUnspent(parts.database.reads, [nonce])),
    uuidOf: (text: string) => derivedUuid(parts.crypto, 'refreshed credential', text),
  }
  const base = routesOf(parts.profile)
  const authorityOf = authorityIn(parts.authorities, parts.profile)
  const readToken = readOutsideToken(ports)
  const makeOffer = makeGovukOffer(ports)
  return {
    status,
    way: govukWay({ ...ports, bound, uuidOf: (text) => derivedUuid(parts.crypto, 'offered credential', text) }),
    makeOffer: (offer) => makeOffer({ ...offer, authority: inProfile(offer.authority, parts.profile) }),
    register: async (app) => {
      await app.register(async (scope) => {
        openToWallets(scope)
        await scope.register(
          govukRoutes({
            authorityOf,
            base,
            describe: describeGovuk(ports),
            keySet: (authority) => keySet([parts.credentialKeyOf(authority)]),
            iacas: () => iacas(trustAnchors),
            issue: issueToGovuk(ports),
            tokenOf: async (authority, jwt) => (await readToken(authority, jwt)).token,
            noteOutcome: noteOutcome(ports),
          }),
        )
        scope.addHook('onRoute', (route) => {
          route.schema = { ...route.schema, hide: true }
        })
        await scope.register(statusListRoutes({ authorityOf, base, history, publisher: parts.publisher }))
      })
    },
  }
}

/** Changes of status reach the service that others read, at once where they can. */
export const tellingCentral = (publisher: StatusPublisher, status: StatusService): StatusPublisher => ({
  ...publisher,
  apply: async (...changes) => {
    await publisher.apply(...changes)
    status.wake()
  },
})

/** The technical expiry: never longer than the wallet may go without asking anew. The document's own end comes first where it is nearer. */
const lasting = (configuration: CredentialConfiguration, days: number): CredentialConfiguration => ({ ...configuration, type: { ...configuration.type, validityDays: Math.min(configuration.type.validityDays, days) } })
