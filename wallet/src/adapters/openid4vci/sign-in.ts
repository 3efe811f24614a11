import { Oauth2Client } from '@openid4vc/oauth2'
import type { IssuerMetadataResult } from '@openid4vc/openid4vci'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { authorizationCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { signInOfferObject, walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault } from '../../domain/fault.ts'
import type { ProvingKey, SignInAtIssuer } from '../../ports.ts'
import { takesAttested } from './attested-client.ts'
import { callbacksOf, clientOf, dpopOf, tokensIn, type Needs } from './client-of.ts'
import { faultOf } from './library-faults.ts'

/**
 * The authorization code grant as HAIP narrows it: the request is pushed, with PKCE by S256, and what comes of it is bound to
 * a key. Null where the issuer doesn't have all of that. @see OpenID4VCI 1.0, section 5; HAIP 1.0, section 4
 */
export function signIn(needs: Needs, identifier: string, issuerMetadata: IssuerMetadataResult): SignInAtIssuer | null {
  const [server] = issuerMetadata.authorizationServers
  const canSignIn =
    server?.authorization_endpoint !== undefined &&
    // Who says nothing of it has this grant. @see RFC 8414, section 2
    server.grant_types_supported?.includes(authorizationCodeGrant) !== false &&
    server.pushed_authorization_request_endpoint !== undefined &&
    server.authorization_response_iss_parameter_supported === true &&
    server.code_challenge_methods_supported?.includes('S256') === true &&
    server.dpop_signing_alg_values_supported?.includes('ES256') === true
  if (!canSignIn) return null
  const { origin: clientId } = needs
  const redirectUri = `${clientId}${walletReturnPath}`
  // The key that tokens are bound to is new for each sign-in: no issuer learns by it what another knows.
  const instanceOf = (boundTo: ProvingKey): ProvingKey | null => (takesAttested(server) ? boundTo : null)
  return {
    begin: async ({ configurationIds, issuerState, state, codeVerifier, boundTo, language }) => {
      const scopes = new Set(configurationIds.flatMap((id) => scopeOf(issuerMetadata, id) ?? []))
      const unscoped = configurationIds.filter((id) => scopeOf(issuerMetadata, id) === null)
      try {
        // The library's own way from an offer forgets the state.
        const begun = await new Oauth2Client({ callbacks: callbacksOf(needs, identifier, { keys: [boundTo], clientId, instance: instanceOf(boundTo) }) }).createAuthorizationRequestUrl({
          authorizationServerMetadata: server,
          clientId,
          redirectUri,
          resource: identifier,
          ...(scopes.size === 0 ? {} : { scope: [...scopes].join(' ') }),
          state,
          pkceCodeVerifier: codeVerifier,
          additionalRequestPayload: { ui_locales: language, ...(unscoped.length === 0 ? {} : { authorization_details: JSON.stringify(unscoped.map(detailOf)) }), ...(issuerState === null ? {} : { issuer_state: issuerState }) },
          ...dpopOf(boundTo),
        })
        return begun.authorizationRequestUrl
      } catch (error) {
        throw faultOf(error, 'sign_in_refused')
      }
    },
    redeem: async ({ configurationIds, code, codeVerifier, boundTo }) => {
      try {
        const { accessTokenResponse } = await clientOf(needs, identifier, { keys: [boundTo], clientId, instance: instanceOf(boundTo) }).retrieveAuthorizationCodeAccessTokenFromOffer({
          credentialOffer: signInOfferObject({ credentialIssuer: identifier, configurationIds, issuerState: null }) as unknown as OfferOfLibrary,
          issuerMetadata,
          authorizationCode: code,
          pkceCodeVerifier: codeVerifier,
          redirectUri,
          ...dpopOf(boundTo),
        })
        if (accessTokenResponse.token_type.toLowerCase() !== 'dpop') throw new Fault('sign_in_refused')
        return tokensIn(accessTokenResponse)
      } catch (error) {
        throw faultOf(error, 'sign_in_over')
      }
    },
  }
}

type OfferOfLibrary = Parameters<ReturnType<typeof clientOf>['retrieveAuthorizationCodeAccessTokenFromOffer']>[0]['credentialOffer']

/** @see OpenID4VCI 1.0, section 5.1.1 */
const detailOf = (configurationId: string): JsonObject => ({ type: 'openid_credential', credential_configuration_id: configurationId })

/** Null where a configuration can be asked for by its details alone. */
function scopeOf({ credentialIssuer }: IssuerMetadataResult, configurationId: string): string | null {
  const configuration = (credentialIssuer.credential_configurations_supported as JsonObject)[configurationId]
  const scope = isJsonObject(configuration) ? configuration['scope'] : undefined
  return typeof scope === 'string' && scope !== '' ? scope : null
}
