import { isJsonObject, type Json } from '../kernel/json.ts'
import type { ParsedSdJwt } from '../sd-jwt/parse-sd-jwt.ts'
import { needsHolderBinding, type SdJwtVcQuery } from './credential-query.ts'
import { answerClaims, type AnsweredClaim } from './match-claims.ts'
import { matchesTrustedAuthorities } from './trusted-authorities.ts'

/** The certificates in the header of a credential; none when it has no list of texts there. */
export const certificatesOf = (x5c: Json | undefined): readonly string[] =>
  Array.isArray(x5c) && x5c.every((item): item is string => typeof item === 'string') ? x5c : []

/**
 * How a credential, as its holder keeps it, answers a query; null when it doesn't match: another type, of an authority
 * that isn't asked for, unable to prove possession though that is required, or without the claims.
 * @see OpenID4VP 1.0, sections 6.1, 6.4 and B.3
 */
export function matchCredential({ issuerJwt, claims, places }: Pick<ParsedSdJwt, 'issuerJwt' | 'claims' | 'places'>, query: SdJwtVcQuery): readonly AnsweredClaim[] | null {
  const { header, payload } = issuerJwt
  const { vct, cnf } = payload
  if (typeof vct !== 'string' || !query.meta.vct_values.includes(vct)) return null
  if (needsHolderBinding(query) && !isJsonObject(cnf)) return null
  if (query.trusted_authorities !== undefined && !matchesTrustedAuthorities(query.trusted_authorities, certificatesOf(header['x5c']))) return null
  return answerClaims(claims, query, places)
}
