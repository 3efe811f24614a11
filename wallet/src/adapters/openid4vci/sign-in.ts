import { Oauth2Client } from '@openid4vc/oauth2'
import type { IssuerMetadataResult } from '@openid4vc/openid4vci'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { signInOfferObject, walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault } from '../../domain/fault.ts'
import type { SignInAtIssuer } from '../../ports.ts'
import { callbacksOf, clientOf, dpopOf, type Needs } from './client-of.ts'
import { faultOf } from './library-faults.ts'

/**
 * The authorization code grant as HAIP narrows it: the request is pushed, with PKCE by S256, and what comes of it is bound to
 * a key. Null where the issuer doesn't have all of that. @see OpenID4VCI 1.0, section 5; HAIP 1.0, section 4
 */
export function signIn(needs: Needs, identifier: string, issuerMetadata: IssuerMetadataResult): SignInAtIssuer | null {
  const [server] = issuerMetadata.authorizationServers
  const canSignIn =
    server?.authorization_endpoint !== undefined &&
    server.pushed_authorization_request_endpoint !== undefined &&
    server.authorization_response_iss_parameter_supported === true &&
    server.code_challenge_methods_supported?.includes('S256') === true &&
    server.dpop_signing_alg_values_supported?.includes('ES256') === true
  if (!canSignIn) return null
  const { origin: clientId } = needs
  const redirectUri = `${clientId}${walletReturnPath}`
  return {
    begin: async ({ configurationId, issuerState, state, codeVerifier, boundTo, language }) => {
      try {
        // The library's own way from an offer forgets the state.
        const begun = await new Oauth2Client({ callbacks: callbacksOf(needs, identifier, { keys: [boundTo], clientId }) }).createAuthorizationRequestUrl({
          authorizationServerMetadata: server,
          clientId,
          redirectUri,
          resource: identifier,
          scope: scopeOf(issuerMetadata, configurationId),
          state,
          pkceCodeVerifier: codeVerifier,
          additionalRequestPayload: { ui_locales: language, ...(issuerState === null ? {} : { issuer_state: issuerState }) },
          ...dpopOf(boundTo),
        })
        return begun.authorizationRequestUrl
      } catch (error) {
        throw faultOf(error, 'sign_in_refused')
      }
    },
    redeem: async ({ configurationId, code, codeVerifier, boundTo }) => {
      try {
        const { accessTokenResponse } = await clientOf(needs, identifier, { keys: [boundTo], clientId }).retrieveAuthorizationCodeAccessTokenFromOffer({
          credentialOffer: signInOfferObject({ credentialIssuer: identifier, configurationIds: [configurationId], issuerState: null }) as unknown as OfferOfLibrary,
          issuerMetadata,
          authorizationCode: code,
          pkceCodeVerifier: codeVerifier,
          redirectUri,
          ...dpopOf(boundTo),
        })
        if (accessTokenResponse.token_type.toLowerCase() !== 'dpop') throw new Fault('sign_in_refused')
        return accessTokenResponse.access_token
      } catch (error) {
        throw faultOf(error, 'sign_in_over')
      }
    },
  }
}

type OfferOfLibrary = Parameters<ReturnType<typeof clientOf>['retrieveAuthorizationCodeAccessTokenFromOffer']>[0]['credentialOffer']

function scopeOf({ credentialIssuer }: IssuerMetadataResult, configurationId: string): string {
  const configuration = (credentialIssuer.credential_configurations_supported as JsonObject)[configurationId]
  const scope = isJsonObject(configuration) ? configuration['scope'] : undefined
  if (typeof scope !== 'string') throw new Fault('offer_not_usable')
  return scope
}
