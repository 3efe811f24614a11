import { parsePublicJwk } from '../did/public-jwk.ts'
import { isNumericDate, type EpochSeconds } from '../kernel/branded.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseJwt, type ParsedJwt } from '../sd-jwt/parse-jwt.ts'

/** @see OpenID4VCI 1.0, appendix D.1 */
export const keyAttestationType = 'key-attestation+jwt'

const longestAttestation = 32 * 1024
const mostKeys = 100
const clockTolerance = 300

/** What an issuer wants to be attested of a key: one of each list; without a list, anything. @see OpenID4VCI 1.0, section 12.2.4 */
export interface KeyAttestationPolicy {
  readonly keyStorage?: readonly string[]
  readonly userAuthentication?: readonly string[]
}

export interface AttestedKey {
  readonly jwk: P256PublicJwk
  /** As the attestation names it, if it does. */
  readonly kid: string | null
}

/** Keys that somebody vouches for whom the issuer trusts. */
export interface AttestedKeys<LiveNonce> {
  readonly keys: readonly AttestedKey[]
  readonly nonce: LiveNonce
  readonly expires: boolean
  readonly keyStorage: readonly string[]
  readonly userAuthentication: readonly string[]
}

export interface KeyAttestationPorts<LiveNonce> {
  readonly verifyEs256: (jwk: P256PublicJwk, signingInput: string, signature: string) => boolean
  readonly readNonce: (nonce: string) => LiveNonce | null
  /** The key of a certificate whose chain leads to a trust anchor now; null for any other. */
  readonly trustedKeyOf: (x5c: readonly string[]) => P256PublicJwk | null
}

const invalid = (detail: string): Refusal => new Refusal('invalid_proof', { detail: `key attestation: ${detail}` })

/** Verifies a key attestation for this nonce. Refuses `invalid_proof` and `invalid_nonce`. @see OpenID4VCI 1.0, appendix D.1 */
export function verifyKeyAttestation<LiveNonce>(compact: Json | undefined, now: EpochSeconds, ports: KeyAttestationPorts<LiveNonce>): AttestedKeys<LiveNonce> {
  const jwt = parse(compact)
  const { alg, typ, crit, b64, x5c } = jwt.header
  if (alg !== 'ES256' || typ !== keyAttestationType || crit !== undefined || b64 !== undefined) throw invalid('alg, typ or crit')
  if (!isListOfText(x5c)) throw invalid('x5c')
  const signer = ports.trustedKeyOf(x5c)
  if (signer === null) throw invalid('nobody we trust')
  const attested = attestedIn(jwt.payload, now)
  const { nonce } = jwt.payload
  if (typeof nonce !== 'string' || nonce === '') throw invalid('no nonce')
  const live = ports.readNonce(nonce)
  if (live === null) throw new Refusal('invalid_nonce')
  if (!ports.verifyEs256(signer, jwt.signingInput, jwt.signature)) throw invalid('signature')
  return { ...attested, nonce: live }
}

function parse(compact: Json | undefined): ParsedJwt {
  if (typeof compact !== 'string' || compact.length > longestAttestation) throw invalid('no text, or too long')
  try {
    return parseJwt(compact)
  } catch (cause) {
    throw new Refusal('invalid_proof', { detail: 'key attestation: not a JWT', cause })
  }
}

const isListOfText = (value: Json | undefined): value is readonly string[] => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')

function attestedIn({ iat, exp, nbf, attested_keys: keys, key_storage: keyStorage, user_authentication: userAuthentication }: JsonObject, now: EpochSeconds): Omit<AttestedKeys<never>, 'nonce'> {
  if (!isNumericDate(iat) || iat > now + clockTolerance) throw invalid('iat')
  if (exp !== undefined && (!isNumericDate(exp) || exp <= now)) throw invalid('exp')
  if (nbf !== undefined && (!isNumericDate(nbf) || nbf > now + clockTolerance)) throw invalid('nbf')
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > mostKeys) throw invalid('attested_keys')
  for (const values of [keyStorage, userAuthentication]) if (values !== undefined && !isListOfText(values)) throw invalid('key_storage or user_authentication')
  return {
    keys: keys.map(keyOf),
    expires: exp !== undefined,
    keyStorage: isListOfText(keyStorage) ? keyStorage : [],
    userAuthentication: isListOfText(userAuthentication) ? userAuthentication : [],
  }
}

function keyOf(value: Json): AttestedKey {
  const key = parsePublicJwk(value)
  if (key?.kty !== 'EC' || key.crv !== 'P-256' || !isJsonObject(value)) throw invalid('a key of another kind')
  const { kid } = value
  return { jwk: { kty: 'EC', crv: 'P-256', x: key.x, y: key.y }, kid: typeof kid === 'string' ? kid : null }
}

/** Refuses `invalid_proof` when what is attested is less than what is wanted. */
export function mustMeet({ keyStorage, userAuthentication }: KeyAttestationPolicy, attested: Pick<AttestedKeys<never>, 'keyStorage' | 'userAuthentication'>): void {
  const meets = (wanted: readonly string[] | undefined, given: readonly string[]): boolean => wanted === undefined || given.some((one) => wanted.includes(one))
  if (!meets(keyStorage, attested.keyStorage) || !meets(userAuthentication, attested.userAuthentication)) throw invalid('weaker than wanted')
}

/** As metadata says what is wanted; empty when any attestation will do. */
export const publishedPolicy = ({ keyStorage, userAuthentication }: KeyAttestationPolicy): JsonObject => ({
  ...(keyStorage === undefined ? {} : { key_storage: keyStorage }),
  ...(userAuthentication === undefined ? {} : { user_authentication: userAuthentication }),
})
