import { isNumericDate } from '../kernel/branded.ts'
import { isJsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { parsePublicJwk } from '../did/public-jwk.ts'
import { parseJwt, type ParsedJwt } from '../sd-jwt/parse-jwt.ts'

/** What a Verifier Attestation says; its signature is others' to judge. @see OpenID4VP 1.0, section 12 */
export interface VerifierAttestation extends Pick<ParsedJwt, 'signingInput' | 'signature'> {
  readonly issuer: string
  readonly subject: string
  /** Signs the verifier's requests. */
  readonly key: P256PublicJwk
  /** The only addresses to which answers may go; null where it names none. */
  readonly redirectUris: readonly string[] | null
}

const skew = 60

/** Reads an attestation that stands now; null for what is none, or has ended. */
export function parseVerifierAttestation(jwt: unknown, now: number): VerifierAttestation | null {
  const parsed = typeof jwt === 'string' ? attempt(jwt) : null
  if (parsed === null) return null
  const { header, payload, signingInput, signature } = parsed
  const { iss, sub, exp, nbf = 0, iat = 0, cnf, redirect_uris: uris } = payload
  if (header['typ'] !== 'verifier-attestation+jwt' || header['alg'] !== 'ES256' || typeof iss !== 'string' || typeof sub !== 'string') return null
  if (!isNumericDate(exp) || exp <= now || !isNumericDate(nbf) || nbf > now + skew || !isNumericDate(iat) || iat > now + skew) return null
  const key = isJsonObject(cnf) ? parsePublicJwk(cnf['jwk']) : null
  if (key?.crv !== 'P-256') return null
  if (uris !== undefined && !(Array.isArray(uris) && uris.every((uri) => typeof uri === 'string'))) return null
  return { issuer: iss, subject: sub, key: { ...key, crv: 'P-256' }, redirectUris: uris === undefined ? null : uris, signingInput, signature }
}

function attempt(jwt: string): ParsedJwt | null {
  try {
    return parseJwt(jwt)
  } catch {
    return null
  }
}
