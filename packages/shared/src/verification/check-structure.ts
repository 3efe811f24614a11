import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { Refusal } from '../kernel/refusal.ts'

const longestKid = 256

/** What the header of a credential must say before anything else is looked at. */
export interface CredentialHeader {
  /** Null when certificates alone tell the key. */
  readonly kid: string | null
  /** Empty when the header has none. */
  readonly x5c: readonly string[]
}

/** Checks the protected header of an SD-JWT VC; keys that it carries or points at are never read. @see SD-JWT VC, section 3.2.1; RFC 8725, section 3.10 */
export function checkHeader(header: JsonObject): CredentialHeader {
  if (header['typ'] !== 'dc+sd-jwt') throw new Refusal('invalid_format', { detail: 'typ' })
  if (header['alg'] !== 'ES256') throw new Refusal('credential_invalid', { detail: 'alg' })
  return keyNamedBy(header)
}

/** How a protected header names its key. @see RFC 7515, sections 4.1.4 and 4.1.6 */
export function keyNamedBy({ kid, x5c }: JsonObject): CredentialHeader {
  if (kid === undefined ? x5c === undefined : typeof kid !== 'string' || kid.length > longestKid) throw new Refusal('issuer_key_unknown', { detail: 'kid' })
  return { kid: (kid as string | undefined) ?? null, x5c: x5c === undefined ? [] : chainOf(x5c) } // text: seen above
}

function chainOf(x5c: Json): readonly string[] {
  const chain = Array.isArray(x5c) ? (x5c as readonly Json[]) : []
  if (chain.length === 0 || !chain.every((item): item is string => typeof item === 'string')) throw new Refusal('malformed_credential', { detail: 'x5c' })
  return chain
}

/** The holder's key as the credential confirms it; null for a credential that is bound to none. @see RFC 7800, section 3.2 */
export function holderKey(cnf: Json | undefined): P256PublicJwk | null {
  if (cnf === undefined) return null
  const jwk = isJsonObject(cnf) ? cnf['jwk'] : undefined
  if (!isJsonObject(jwk)) throw new Refusal('malformed_credential', { detail: 'cnf' })
  const { kty, crv, x, y, alg = 'ES256', use = 'sig' } = jwk
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string' || 'd' in jwk) throw new Refusal('malformed_credential', { detail: 'cnf' })
  if (alg !== 'ES256' || use !== 'sig') throw new Refusal('malformed_credential', { detail: 'cnf is for something else' })
  return { kty, crv, x, y }
}
