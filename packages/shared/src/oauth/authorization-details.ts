import { isClaimsPath, type ClaimsPath } from '../dcql/claims-path.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

export const credentialDetailsType = 'openid_credential'

/** A claim that a wallet wants in a credential. @see OpenID4VCI 1.0, appendix B.1 */
export interface AskedClaim {
  readonly path: ClaimsPath
  /** Whether the wallet takes no credential without it. */
  readonly mandatory: boolean
}

/** One credential that a wallet asks for. Shape only: nothing is known to be offered yet. @see OpenID4VCI 1.0, section 5.1.1 */
export interface AuthorizationDetail {
  readonly configurationId: string
  /** Null where the wallet leaves it to the issuer. */
  readonly claims: readonly AskedClaim[] | null
}

const mostDetails = 20
const mostClaims = 200

const invalid = (detail: string): Refusal => new Refusal('invalid_authorization_details', { detail })

/**
 * Reads `authorization_details`, of an authorization request or a token request; members it doesn't know are ignored. None are an
 * empty list. Refuses `invalid_authorization_details`. @see RFC 9396, section 2; OpenID4VCI 1.0, sections 5.1.1 and 6.1.1
 */
export function parseAuthorizationDetails(text: string | null): readonly AuthorizationDetail[] {
  if (text === null) return []
  const parsed = parseUniqueJson(text)
  const details = 'fault' in parsed ? null : parsed.value
  if (!Array.isArray(details) || details.length === 0 || details.length > mostDetails) throw invalid('not a list')
  const read = (details as readonly Json[]).map(detailOf)
  if (new Set(read.map(({ configurationId }) => configurationId)).size < read.length) throw invalid('one configuration twice')
  return read
}

function detailOf(detail: Json): AuthorizationDetail {
  const id = isJsonObject(detail) && detail['type'] === credentialDetailsType ? detail['credential_configuration_id'] : undefined
  if (!isJsonObject(detail) || typeof id !== 'string') throw invalid('not an openid_credential with a configuration')
  return { configurationId: id, claims: Object.hasOwn(detail, 'claims') ? claimsOf(detail['claims']) : null }
}

function claimsOf(value: Json | undefined): readonly AskedClaim[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostClaims) throw invalid('claims are not a list')
  const claims = (value as readonly Json[]).map((claim): AskedClaim => {
    const { path, mandatory = false } = isJsonObject(claim) ? claim : {}
    if (!isClaimsPath(path) || typeof mandatory !== 'boolean') throw invalid('a claim without a path')
    return { path, mandatory }
  })
  if (claims.some(({ path }, place) => claims.slice(0, place).some((before) => contradict(before.path, path)))) throw invalid('claims that repeat or contradict each other')
  return claims
}

/**
 * Whether two descriptions can't stand beside each other: of the same claim, of a place in a list and of all of it, or of the same thing as
 * a list and as an object. @see OpenID4VCI 1.0, appendix B.3
 */
function contradict(one: ClaimsPath, other: ClaimsPath): boolean {
  const differs = one.findIndex((step, depth) => step !== other[depth])
  if (differs === -1) return one.length === other.length
  const [here, there] = [one[differs], other[differs]]
  return here !== undefined && there !== undefined && (here === null || there === null || typeof here !== typeof there)
}
