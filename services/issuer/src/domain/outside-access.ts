import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { fromBase64Url, toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { credentialDetailsType } from '@counterfoil/shared/oauth/authorization-details'
import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { accessesAsked, credentialIdentifierOf, type Access } from './access.ts'

/** How long ago somebody may have signed in whom a server outside gives a token now; as long it is remembered that what they began was ended. */
export const signInsStandFor: Seconds = seconds(365 * 86_400)

/**
 * A JWT without the part of its signature that its holder may write otherwise: an ES256 signature (r, s) is as good as (r, n − s). Null where the signature is no base64url as it is written.
 * @see RFC 7515, section 2; RFC 7518, section 3.4
 */
export function onlySpellingOf(jwt: string): string | null {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const bytes = fromBase64Url(signature)
  if (bytes === null) return null
  return `${header}.${payload}.${toBase64Url(bytes.length === 64 ? bytes.subarray(0, 32) : bytes)}`
}

/** What a token of a server outside is for, in its words. */
export interface OutsideAccess {
  readonly scopes: readonly string[]
  /** Credential Configurations that its authorization details name. */
  readonly configurationIds: readonly string[]
}

/**
 * Reads `scope` and `authorization_details` of a token; null for what isn't in shape, or names credential identifiers that aren't this issuer's. Details of other types are for other
 * resources. @see RFC 9068, section 2.2.3; RFC 9396, section 9.1; OpenID4VCI 1.0, section 6.2
 */
export function outsideAccess({ scope = '', authorization_details: details = [] }: Readonly<Record<string, unknown>>): OutsideAccess | null {
  if (typeof scope !== 'string' || !Array.isArray(details)) return null
  const ids: string[] = []
  for (const detail of details as readonly Json[]) {
    if (!isJsonObject(detail)) return null
    if (detail['type'] !== credentialDetailsType) continue
    const { credential_configuration_id: id, credential_identifiers: identifiers } = detail
    if (typeof id !== 'string' || (identifiers !== undefined && !isOnly(identifiers, credentialIdentifierOf(id, null)))) return null
    ids.push(id)
  }
  return { scopes: scope.split(' '), configurationIds: [...new Set(ids)] }
}

/** There is one dataset of a configuration. */
const isOnly = (identifiers: Json, wanted: string): boolean => Array.isArray(identifiers) && identifiers.length === 1 && identifiers[0] === wanted

/** The types that such a token is for here. What isn't known here is passed over; refuses `insufficient_scope` where nothing is left. */
export function accessesOf({ scopes, configurationIds }: OutsideAccess, configurations: ReadonlyMap<string, CredentialConfiguration>): readonly Access[] {
  const details = configurationIds.filter((id) => configurations.has(id)).map((configurationId) => ({ configurationId, claims: null }))
  const types = new Set([...configurations.values()].map(({ type }) => type.id))
  if (details.length === 0 && !scopes.some((scope) => types.has(scope))) throw new Refusal('insufficient_scope')
  return accessesAsked({ scopes, details }, configurations)
}
