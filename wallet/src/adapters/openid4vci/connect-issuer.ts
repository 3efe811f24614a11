import './without-eval.ts'
import { Openid4vciVersion, setGlobalConfig, type IssuerMetadataResult, type Openid4vciClient } from '@openid4vc/openid4vci'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { retryKeyParameter } from '@counterfoil/shared/oauth/access-token-request'
import { credentialOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { Fault } from '../../domain/fault.ts'
import type { ConnectIssuer, Issuer } from '../../ports.ts'
import { clientOf, dpopOf, signerOf, type Needs } from './client-of.ts'
import { faultOf, refusedAnswer } from './library-faults.ts'
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
    const { credential_endpoint: _, notification_endpoint: notificationEndpoint } = metadata.credentialIssuer
    return {
      configurations: knownConfigurations(metadata),
      notificationEndpoint: notificationEndpoint ?? null,
      redeem: redeem(clientOf(needs, identifier), metadata),
      request: request(needs, identifier, metadata),
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
  const { credential_endpoint: credential, nonce_endpoint: nonce, notification_endpoint: notification } = credentialIssuer
  const further = [notification, server?.authorization_endpoint, server?.pushed_authorization_request_endpoint]
  const endpoints = [server?.token_endpoint, nonce, credential, ...further.filter((endpoint) => endpoint !== undefined)]
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

function knownConfigurations({ credentialIssuer, knownCredentialConfigurations }: IssuerMetadataResult): ReadonlyMap<string, JsonObject> {
  const entries = Object.entries(credentialIssuer.credential_configurations_supported as JsonObject)
  return new Map(
    entries.filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]) && entry[1]['format'] === 'dc+sd-jwt' && Object.hasOwn(knownCredentialConfigurations, entry[0])),
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
      return accessTokenResponse.access_token
    } catch (error) {
      throw faultOf(error, refusedAnswer(error)?.error === 'invalid_grant' && txCode !== null ? 'wrong_code' : 'offer_gone')
    }
  }

const request =
  (needs: Needs, identifier: string, issuerMetadata: IssuerMetadataResult): Issuer['request'] =>
  async ({ configurationId, token, holder, boundTo }) => {
    const client = clientOf(needs, identifier, { keys: boundTo === null ? [holder] : [holder, boundTo] })
    const attempt = async () => {
      const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
      const { jwt } = await client.createCredentialRequestJwtProof({ issuerMetadata, credentialConfigurationId: configurationId, signer: signerOf(holder), nonce, issuedAt: new Date(needs.now() * 1000) })
      const { credentialResponse } = await client.retrieveCredentials({ issuerMetadata, credentialConfigurationId: configurationId, accessToken: token, proofs: { jwt: [jwt] }, ...dpopOf(boundTo) })
      return credentialResponse
    }
    try {
      // A nonce can run out between two requests; a new one is asked for once.
      const answer = await attempt().catch((error: unknown) => {
        if (refusedAnswer(error)?.error !== 'invalid_nonce') throw error
        return attempt()
      })
      return { credential: onlyCredential(answer), notificationId: answer.notification_id ?? null }
    } catch (error) {
      throw faultOf(error, 'issuing_failed')
    }
  }

/** One proof was sent, so one credential comes back, as text; the shapes of drafts are not taken. @see OpenID4VCI 1.0, section 8.3 */
function onlyCredential({ credentials }: { readonly credentials?: readonly unknown[] | undefined }): string {
  const [first, ...more] = credentials ?? []
  const credential = isJsonObject(first) ? first['credential'] : undefined
  if (typeof credential !== 'string' || more.length > 0) throw new Fault('credential_wrong')
  return credential
}

const notify =
  (needs: Needs, identifier: string, issuerMetadata: IssuerMetadataResult): Issuer['notify'] =>
  async ({ token, id, boundTo, event }) => {
    const client = clientOf(needs, identifier, { keys: [boundTo] })
    await client.sendNotification({ issuerMetadata, accessToken: token, notification: { notificationId: id, event }, ...dpopOf(boundTo) })
  }
