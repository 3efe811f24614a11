import type { JsonObject } from '../kernel/json.ts'
import { credentialDetailsType } from './authorization-details.ts'

/** What a token is for, as the wallet asked for it. */
export interface GrantedAccess {
  readonly scopes: readonly string[]
  readonly details: readonly { readonly configurationId: string; readonly identifiers: readonly string[] }[]
}

/** The members of a token response that say what the token is for. @see OpenID4VCI 1.0, section 6.2; RFC 6749, section 5.1 */
export const grantedMembers = ({ scopes, details }: GrantedAccess): { readonly scope?: string; readonly authorization_details?: JsonObject[] } => ({
  ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
  ...(details.length === 0 ? {} : { authorization_details: details.map(({ configurationId, identifiers }) => ({ type: credentialDetailsType, credential_configuration_id: configurationId, credential_identifiers: identifiers })) }),
})
