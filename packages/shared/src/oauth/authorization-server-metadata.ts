import type { JsonObject } from '../kernel/json.ts'

/** The grant of a credential offer made in advance. @see OpenID4VCI 1.0, section 4.1.1 */
export const preAuthorizedCodeGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** An authority's own authorization server, which knows one grant. @see RFC 8414, section 2; OpenID4VCI 1.0, section 12.3 */
export const authorizationServerMetadata = (identifier: string): JsonObject => ({
  issuer: identifier,
  token_endpoint: `${identifier}/token`,
  grant_types_supported: [preAuthorizedCodeGrant],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['none'],
  'pre-authorized_grant_anonymous_access_supported': true,
})
