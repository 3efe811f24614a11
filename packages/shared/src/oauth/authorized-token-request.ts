import { Refusal } from '../kernel/refusal.ts'
import { authorizationCodeGrant, refreshTokenGrant } from './authorization-server-metadata.ts'
import { parseAuthorizationDetails, type AuthorizationDetail } from './authorization-details.ts'
import { formOf } from './authorization-request.ts'
import { grantedMembers, type GrantedAccess } from './granted-access.ts'

/** A token request of a wallet that a citizen authorised. Shape only. */
export type AuthorizedTokenRequest = { readonly clientId: string; readonly details: readonly AuthorizationDetail[] } & (
  | { readonly grant: typeof authorizationCodeGrant; readonly code: string; readonly redirectUri: string | null; readonly codeVerifier: string | null }
  | { readonly grant: typeof refreshTokenGrant; readonly refreshToken: string }
)

/** Whether a token request is one of these; any other is for the pre-authorized code grant to judge. */
export function isAuthorizedGrant(body: unknown): boolean {
  const grant = formOf(body)('grant_type')
  return grant === authorizationCodeGrant || grant === refreshTokenGrant
}

/** The refresh token of a request that shows one; null for every other. */
export function refreshTokenIn(body: unknown): string | null {
  const form = formOf(body)
  return form('grant_type') === refreshTokenGrant ? form('refresh_token') : null
}

/** Reads the form of a token request. Refuses `invalid_request`, `invalid_client` and `invalid_authorization_details`. @see RFC 6749, sections 4.1.3 and 6 */
export function parseAuthorizedTokenRequest(body: unknown): AuthorizedTokenRequest {
  const form = formOf(body)
  const clientId = form('client_id')
  if (clientId === null) throw new Refusal('invalid_client', { detail: 'no client_id' })
  const secret = (name: string): string => {
    const value = form(name)
    if (value === null) throw new Refusal('invalid_request', { detail: `no ${name}` })
    return value
  }
  const details = parseAuthorizationDetails(form('authorization_details'))
  return form('grant_type') === refreshTokenGrant
    ? { grant: refreshTokenGrant, clientId, details, refreshToken: secret('refresh_token') }
    : { grant: authorizationCodeGrant, clientId, details, code: secret('code'), redirectUri: form('redirect_uri'), codeVerifier: form('code_verifier') }
}

/** The answer, with what the token is for as the wallet asked for it. @see OpenID4VCI 1.0, section 6.2; RFC 9449, section 5 */
export const authorizedTokenResponse = (token: {
  readonly accessToken: string
  readonly lifetime: number
  readonly refreshToken: string
  readonly access: GrantedAccess
}) => ({
  access_token: token.accessToken,
  token_type: 'DPoP' as const,
  expires_in: token.lifetime,
  refresh_token: token.refreshToken,
  ...grantedMembers(token.access),
})
