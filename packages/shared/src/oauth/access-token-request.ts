import { Refusal } from '../kernel/refusal.ts'
import { preAuthorizedCodeGrant } from './authorization-server-metadata.ts'

/** A pre-authorized code with its transaction code, when one came. Shape only: nothing is known to be right yet. */
export interface AccessTokenRequest {
  readonly preAuthorizedCode: string
  readonly txCode: string | null
}

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
  return { preAuthorizedCode: code, txCode: txCode ?? null }
}

const own = (form: Readonly<Record<string, unknown>>, name: string): unknown => (Object.hasOwn(form, name) ? form[name] : undefined)

/** The answer to a redeemed code. @see OpenID4VCI 1.0, section 6.2 */
export const accessTokenResponse = (token: string, lifetime: number) => ({
  access_token: token,
  token_type: 'Bearer' as const,
  expires_in: lifetime,
})
