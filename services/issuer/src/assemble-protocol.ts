import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { openToWallets } from '@counterfoil/service-kit/http/cors'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { credentialSigner } from './adapters/credential-signer.ts'
import { deferralSeals } from './adapters/deferral-seals.ts'
import { documentedKeys } from './adapters/documented-keys.ts'
import { keySet } from './adapters/key-set.ts'
import { statementOf } from './adapters/list-statements.ts'
import { mustBeRecognised } from './adapters/recognised-metadata.ts'
import { statusOf, type IssuerConfig } from './config.ts'
import { networkOutside } from './assemble-prints.ts'
import { stepsIn } from './assemble-profiles.ts'
import type { Authorization } from './assemble-authorization.ts'
import { inProfile, type Authority } from './domain/authority.ts'
import { open, routesOf } from './domain/profile.ts'
import { authorityIn } from './http/authority-of.ts'
import { authorizationRoutes } from './http/authorization-routes.ts'
import { credentialRoutes } from './http/credential-routes.ts'
import { formProfileRoutes } from './http/form-profile-routes.ts'
import { publicRoutes } from './http/public-routes.ts'
import { statusListRoutes } from './http/status-list-routes.ts'
import { tokenReader } from './http/token-of.ts'
import { typeRoutes } from './http/type-routes.ts'
import { walletRoutes } from './http/wallet-routes.ts'
import { tellFormProfiles } from './use-cases/catalogue/tell-form-profiles.ts'
import { collectDeferred } from './use-cases/collect-deferred.ts'
import { describeIssuer } from './use-cases/describe-issuer.ts'
import { giveNonce } from './use-cases/give-nonce.ts'
import { issueCredential } from './use-cases/issue-credential.ts'
import { noteOutcome } from './use-cases/note-outcome.ts'
import { redeemOffer } from './use-cases/redeem-offer.ts'
import { refreshOffer } from './use-cases/refresh-offer.ts'
import { showCredentialOffer } from './use-cases/show-credential-offer.ts'
import { metadataSigner } from './use-cases/sign-metadata.ts'
import type { Parts } from './assemble.ts'

/** What wallets ask of the issuer, as those of one profile meet it. */
export async function registerProtocol(app: FastifyInstance, config: IssuerConfig, parts: Parts): Promise<void> {
  const { dpop, outsideServer, profile } = parts
  const authorization = codeGrantOf(parts)
  const base = routesOf(profile)
  const signer = credentialSigner({ random: parts.random, signerOf: parts.credentialKeyOf, issueJwtVcJson: parts.keys.issueJwtVcJson, namesIssuerBy: config.namesIssuerBy ?? 'did' })
  const authorityOf = authorityIn(parts.authorities, profile)
  const describe = describeIssuer(describedBy(parts))
  const signing = { clock: parts.clock, signerOf: parts.credentialKeyOf, encode: (text: string) => Buffer.from(text).toString('base64url') }
  const signMetadata = metadataSigner(signing)
  const lists = statusListRoutes({ authorityOf, base, publisher: parts.publisher, history: statusOf(config).history })
  const anybody = publicRoutes({ authorityOf, base, describe, signMetadata, keySet: keySetOf(config, parts), statementOf: (authority, number) => statementOf(parts.database.reads, authority.id, number) })
  const tokenOf = tokenReader(dpop.ports, outsideServer?.accept ?? null)
  const offered = { ...parts, dpop: dpop.proofs, mustBeBound: profile.boundTokens, steps: stepsIn(parts) }
  const wallets = walletRoutes({
    authorityOf,
    base,
    tokenOf,
    showCredentialOffer: showCredentialOffer({ ...parts, hasSeveralServers: outsideServer !== null }),
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
    if (profile === open) {
      await scope.register(typeRoutes(describe))
      await scope.register(formProfileRoutes({ authorityOf, formProfiles: tellFormProfiles({ ...signing, forms: parts.catalogue.liveForms, fingerprint: sha256Base64Url }) }))
    }
    await scope.register(wallets)
    await scope.register(credentials)
    if (authorization !== null) await scope.register(authorizationRoutes({ ...authorization.ports, authorityOf, base }))
  })
}

/** Who goes by the address of an issuer knows of no document where a key that was retired still stands. */
function keySetOf(config: IssuerConfig, parts: Parts): (authority: Authority) => Promise<JsonObject> {
  const isLookedUp = parts.profile.namesIssuer === 'as configured' && config.namesIssuerBy === 'address'
  const documented = isLookedUp ? documentedKeys({ resolver: (parts.outside ?? networkOutside(config, parts)).trust, logger: parts.logger }) : null
  return async (authority) => keySet(parts.publishedKeysOf(authority), await documented?.(authority))
}

/** Null where citizens don't sign in here, or not to collect. */
export const codeGrantOf = ({ authorization, outsideServer }: Parts): Authorization | null => (outsideServer === null ? authorization : null)

const describedBy = (parts: Parts) => ({ ...parts, codeGrant: codeGrantOf(parts)?.metadata ?? null, outsideServer: parts.outsideServer?.issuer ?? null })

const hidden = (route: RouteOptions): void => {
  route.schema = { ...route.schema, hide: true }
}

/** Metadata that no wallet would know is found before anybody asks for it. */
export async function mustBeKnownToWallets(parts: Parts): Promise<void> {
  const { outsideServer } = describedBy(parts)
  const describe = describeIssuer(describedBy(parts))
  for (const council of parts.authorities.values()) {
    const authority = inProfile(council, parts.profile)
    await mustBeRecognised({ identifier: authority.identifier, credentialIssuer: describe.credentialIssuer(authority), authorizationServer: describe.authorizationServer(authority), outsideServer })
  }
}
