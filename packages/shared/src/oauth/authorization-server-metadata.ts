import type { JsonObject } from '../kernel/json.ts'

/** The grant of a credential offer made in advance. @see OpenID4VCI 1.0, section 4.1.1 */
export const preAuthorizedCodeGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
export const authorizationCodeGrant = 'authorization_code'
export const refreshTokenGrant = 'refresh_token'

/** How wallets may show who they are: not at all, or by an attestation of their provider. */
export type ClientAuthentication = 'none' | 'attest_jwt_client_auth'

/** The part of the server that citizens sign in to. */
export interface CodeGrantMetadata {
  readonly scopes: readonly string[]
  readonly clientAuthentication: readonly ClientAuthentication[]
}

/** An authority's own authorization server: what is there, and only that. Where issuing may have to wait, offers come with refresh tokens, too. @see RFC 8414, section 2; OpenID4VCI 1.0, section 12.3 */
export const authorizationServerMetadata = (identifier: string, codeGrant: CodeGrantMetadata | null = null, preAuthorized = true, mayWait = false): JsonObject => ({
  issuer: identifier,
  token_endpoint: `${identifier}/token`,
  grant_types_supported: [...(preAuthorized ? [preAuthorizedCodeGrant] : []), ...(codeGrant === null ? [] : [authorizationCodeGrant]), ...(codeGrant !== null || (preAuthorized && mayWait) ? [refreshTokenGrant] : [])],
  response_types_supported: codeGrant === null ? [] : ['code'],
  token_endpoint_auth_methods_supported: [...new Set([...(preAuthorized ? ['none'] : []), ...(codeGrant?.clientAuthentication ?? [])])],
  // Every grant takes a proof; the authorization code grant demands one. @see RFC 9449, section 5.1
  dpop_signing_alg_values_supported: ['ES256'],
  // And with each, a token request may name a part of what it is for. @see RFC 9396, section 10; OpenID4VCI 1.0, section 6.1.1
  authorization_details_types_supported: ['openid_credential'],
  ...(preAuthorized ? { 'pre-authorized_grant_anonymous_access_supported': true } : {}),
  ...(codeGrant === null ? {} : codeGrantMetadata(identifier, codeGrant)),
})

// RFC 9126, section 5; RFC 7636; RFC 9207, section 3; RFC 9449, section 5.1
const codeGrantMetadata = (identifier: string, { scopes, clientAuthentication }: CodeGrantMetadata): JsonObject => ({
  authorization_endpoint: `${identifier}/authorize`,
  pushed_authorization_request_endpoint: `${identifier}/par`,
  require_pushed_authorization_requests: true,
  response_modes_supported: ['query'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  scopes_supported: [...scopes],
  ...(clientAuthentication.includes('attest_jwt_client_auth')
    ? { client_attestation_signing_alg_values_supported: ['ES256'], client_attestation_pop_signing_alg_values_supported: ['ES256'] }
    : {}),
})
