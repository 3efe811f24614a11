import { Refusal } from '../kernel/refusal.ts'
import { parseAuthorizationDetails, type AuthorizationDetail } from './authorization-details.ts'
import { preAuthorizedCodeGrant } from './authorization-server-metadata.ts'
import { grantedMembers, type GrantedAccess } from './granted-access.ts'

export const retryKeyParameter = 'retry_key'
/** What an error says after a wrong transaction code: how many more are taken. Ours, too. */
export const triesLeftMember = 'counterfoil_tries_left'

/** A pre-authorized code with its transaction code, when one came. Shape only: nothing is known to be right yet. */
export interface AccessTokenRequest {
  readonly preAuthorizedCode: string
  readonly txCode: string | null
  /** What the wallet wants of all that is offered; empty for whatever it will ask for. @see OpenID4VCI 1.0, section 6.1.1 */
  readonly details: readonly AuthorizationDetail[]
  /**
   * What only this wallet knows, so that it may ask again when the answer was lost on its way. Ours: other issuers ignore it, as
   * RFC 6749, section 3.2, has it.
   */
  readonly retryKey: string | null
}

/** A UUID or longer, in characters that every encoding leaves alone. */
const retryKeyShape = /^[A-Za-z0-9_-]{32,128}$/

/** Reads the form body of a token request; members it doesn't know are ignored. @see OpenID4VCI 1.0, section 6.1 */
export function parseAccessTokenRequest(body: unknown): AccessTokenRequest {
  const form = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>
  const grantType = own(form, 'grant_type')
  if (grantType === undefined) throw new Refusal('invalid_request', { detail: 'no grant_type' })
  if (grantType !== preAuthorizedCodeGrant) throw new Refusal('unsupported_grant_type')
  const code = own(form, 'pre-authorized_code')
  if (typeof code !== 'string' || code === '') throw new Refusal('invalid_request', { detail: 'no pre-authorized_code' })
  const txCode = own(form, 'tx_code')
  if (txCode !== undefined && typeof txCode !== 'string') throw new Refusal('invalid_request', { detail: 'tx_code is not one text' })
  const retryKey = own(form, retryKeyParameter)
  const details = own(form, 'authorization_details') ?? ''
  if (typeof details !== 'string') throw new Refusal('invalid_request', { detail: 'authorization_details is not one text' })
  return { preAuthorizedCode: code, txCode: txCode ?? null, details: parseAuthorizationDetails(details === '' ? null : details), retryKey: typeof retryKey === 'string' && retryKeyShape.test(retryKey) ? retryKey : null }
}

const own = (form: Readonly<Record<string, unknown>>, name: string): unknown => (Object.hasOwn(form, name) ? form[name] : undefined)

/** The answer to a redeemed code; of type `DPoP` when the token is bound to a key. @see OpenID4VCI 1.0, section 6.2; RFC 9449, section 5 */
export const accessTokenResponse = ({ token, lifetime, type, refreshToken, access }: { readonly token: string; readonly lifetime: number; readonly type: 'Bearer' | 'DPoP'; readonly refreshToken: string | null; readonly access: GrantedAccess }) => ({
  access_token: token,
  token_type: type,
  expires_in: lifetime,
  ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
  ...grantedMembers(access),
})
