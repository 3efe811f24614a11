import './without-eval.ts'
import { Oauth2Client } from '@openid4vc/oauth2'
import { Openid4vciVersion, setGlobalConfig, type IssuerMetadataResult, type Openid4vciClient } from '@openid4vc/openid4vci'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { retryKeyParameter } from '@counterfoil/shared/oauth/access-token-request'
import { credentialOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { kindOf } from '../../domain/credential-kind.ts'
import { Fault } from '../../domain/fault.ts'
import type { ConnectIssuer, Issuer } from '../../ports.ts'
import { takesAttested } from './attested-client.ts'
import { canProveKeys } from './attested-keys.ts'
import { callbacksOf, clientOf, dpopOf, tokensIn, type Needs } from './client-of.ts'
import { encryptedMessagesOf } from './encrypted-messages.ts'
import { faultOf, refusedAnswer } from './library-faults.ts'
import { collectLater, request, type Spoken } from './request-credentials.ts'
import { signIn } from './sign-in.ts'

/**
 * Speaks OpenID4VCI 1.0 with an issuer by the OpenWallet Foundation's library, over our own network. The library knows
 * drafts and other people's authorization servers too; what isn't 1.0, or isn't the issuer's own, ends here.
 */
export const connectIssuer =
  (needs: Needs): ConnectIssuer =>
  async (identifier) => {
    // The library refuses http everywhere else than in configuration; whether an address may be called is decided by our network.
    setGlobalConfig({ allowInsecureUrls: identifier.startsWith('http:') })
    const metadata = await readMetadata(clientOf(needs, identifier), identifier)
    const { credential_endpoint: _, notification_endpoint: notificationEndpoint, batch_credential_issuance: batch } = metadata.credentialIssuer
    const spoken = { needs, identifier, issuerMetadata: metadata, messages: encryptedMessagesOf(metadata.credentialIssuer as JsonObject) }
    return {
      configurations: knownConfigurations(metadata, needs),
      notificationEndpoint: notificationEndpoint ?? null,
      batchSize: batch?.batch_size ?? 1,
      redeem: redeem(clientOf(needs, identifier), metadata),
      request: request(spoken),
      collectLater: collectLater(spoken),
      refresh: refresh(spoken),
      signIn: signIn(needs, identifier, metadata),
      notify: notify(needs, identifier, metadata),
    }
  }

async function readMetadata(client: Openid4vciClient, identifier: string): Promise<IssuerMetadataResult> {
  const metadata = await client.resolveIssuerMetadata(identifier).catch((error: unknown) => {
    throw faultOf(error, 'offer_not_usable')
  })
  const { originalDraftVersion, credentialIssuer, authorizationServers } = metadata
  const [server, ...others] = authorizationServers
  const { credential_endpoint: credential, nonce_endpoint: nonce, notification_endpoint: notification, deferred_credential_endpoint: deferred } = credentialIssuer
  const further = [nonce, notification, deferred, server?.authorization_endpoint, server?.pushed_authorization_request_endpoint]
  const endpoints = [server?.token_endpoint, credential, ...further.filter((endpoint) => endpoint !== undefined)]
  const isUsable =
    // The library tells 1.0 from draft 15 by members that 1.0 leaves open; both are spoken alike.
    (originalDraftVersion === Openid4vciVersion.V1 || originalDraftVersion === Openid4vciVersion.Draft15) &&
    // A code goes to the issuer that the ledger lists and to nobody else: no mix-up can lead it away. @see RFC 9700, section 4.4
    server?.issuer === identifier &&
    others.length === 0 &&
    endpoints.every((endpoint) => endpoint !== undefined && liesUnder(identifier, endpoint))
  if (!isUsable) throw new Fault('offer_not_usable')
  return metadata
}

function knownConfigurations({ credentialIssuer, knownCredentialConfigurations }: IssuerMetadataResult, { provider }: Pick<Needs, 'provider'>): ReadonlyMap<string, JsonObject> {
  const entries = Object.entries(credentialIssuer.credential_configurations_supported as JsonObject)
  return new Map(
    entries.filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]) && kindOf(entry[1]) !== null && Object.hasOwn(knownCredentialConfigurations, entry[0]) && canProveKeys(entry[1], provider)),
  )
}

const redeem =
  (client: Openid4vciClient, issuerMetadata: IssuerMetadataResult): Issuer['redeem'] =>
  async (offer, txCode, retryKey) => {
    try {
      const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
        credentialOffer: credentialOfferObject(offer) as Parameters<Openid4vciClient['retrievePreAuthorizedCodeAccessTokenFromOffer']>[0]['credentialOffer'],
        issuerMetadata,
        additionalRequestPayload: { [retryKeyParameter]: retryKey },
        ...(txCode === null ? {} : { txCode }),
      })
      // Any other type would need more than the wallet sends with it.
      if (accessTokenResponse.token_type.toLowerCase() !== 'bearer') throw new Fault('offer_not_usable')
      return tokensIn(accessTokenResponse)
    } catch (error) {
      throw wrongCode(refusedAnswer(error), txCode) ?? faultOf(error, 'offer_gone')
    }
  }

/** Null where it wasn't for its transaction code. Only an issuer that counts them can tell a code that is wrong from an offer that is closed. @see OpenID4VCI 1.0, section 6.3 */
function wrongCode(refused: ReturnType<typeof refusedAnswer>, txCode: string | null): Fault | null {
  if (refused?.error !== 'invalid_grant' || txCode === null) return null
  const { triesLeft = null } = refused
  return new Fault(triesLeft === 0 ? 'offer_locked' : 'wrong_code', { triesLeft })
}

/**
 * Null once the refresh token is worth nothing any more, which an issuer says by `invalid_grant` and by nothing else: a clock that is wrong, or a
 * provider whom nobody trusts just now, passes. An answer that got lost is asked for once more, where a key proves that it is the same wallet. @see RFC 6749, sections 5.2 and 6
 */
const refresh =
  ({ needs, identifier, issuerMetadata }: Spoken): Issuer['refresh'] =>
  async ({ refreshToken, boundTo }) => {
    const [authorizationServerMetadata] = issuerMetadata.authorizationServers
    if (authorizationServerMetadata === undefined) throw new Fault('offer_not_usable')
    // What was bound came by a sign-in, where the wallet says who it is; an offer is anybody's. @see OpenID4VCI 1.0, section 6.1
    const client = new Oauth2Client({ callbacks: callbacksOf(needs, identifier, boundTo === null ? {} : { keys: [boundTo], clientId: needs.origin, instance: takesAttested(authorizationServerMetadata) ? boundTo : null }) })
    const attempt = () => client.retrieveRefreshTokenAccessToken({ authorizationServerMetadata, refreshToken, resource: identifier, ...dpopOf(boundTo) })
    try {
      const { accessTokenResponse } = await attempt().catch((error: unknown) => {
        if (boundTo === null || faultOf(error, 'issuing_failed').code !== 'not_reachable') throw error
        return attempt()
      })
      if (accessTokenResponse.token_type.toLowerCase() !== (boundTo === null ? 'bearer' : 'dpop')) throw new Fault('offer_not_usable')
      return tokensIn(accessTokenResponse)
    } catch (error) {
      if (refusedAnswer(error)?.error === 'invalid_grant') return null
      throw faultOf(error, 'issuing_failed')
    }
  }

const notify =
  (needs: Needs, identifier: string, issuerMetadata: IssuerMetadataResult): Issuer['notify'] =>
  async ({ token, id, boundTo, event }) => {
    const client = clientOf(needs, identifier, { keys: boundTo === null ? [] : [boundTo] })
    await client.sendNotification({ issuerMetadata, accessToken: token, notification: { notificationId: id, event }, ...dpopOf(boundTo) })
  }
