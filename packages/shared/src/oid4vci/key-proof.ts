import { textOfBase64Url, type DecodeText } from '../kernel/bytes.ts'
import { findHeldKey } from '../did/held-key.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { isNumericDate, type EpochSeconds } from '../kernel/branded.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { AttestedKeys } from './key-attestation.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

/** @see OpenID4VCI 1.0, appendix F.1 */
export const keyProofType = 'openid4vci-proof+jwt'

const longestProof = 8192
/** A wallet's clock may be off by this much; how fresh the proof is rests on its nonce. */
const clockTolerance = 300

export interface KeyProofPorts<LiveNonce> {
  /** Whether r and s verify under the key; false also for a key that is no point of the curve. */
  readonly verifyEs256: (jwk: P256PublicJwk, signingInput: string, signature: string) => boolean
  /** What must be spent for this nonce; null when it is foreign or expired. */
  readonly readNonce: (nonce: string) => LiveNonce | null
  /** What a key attestation in the header says; absent where none is believed. */
  readonly readAttestation?: (attestation: Json) => AttestedKeys<LiveNonce>
  /** The key that a `kid` holds; as a DID URL unless told otherwise. */
  readonly heldKey?: (kid: string) => P256PublicJwk | null
  /** A platform may offer a faster one. */
  readonly decodeText?: DecodeText
}

/** A proof that verified: the wallet's key, and the nonce that has still to be spent. */
export interface KeyProof<LiveNonce> {
  readonly jwk: P256PublicJwk
  readonly nonce: LiveNonce
  /** The keys, this one among them, that somebody vouches for. */
  readonly attested: AttestedKeys<LiveNonce> | null
}

export interface ExpectedProof {
  readonly issuer: string
  /** The wallet that a citizen authorised; null when a code was redeemed by nobody in particular. */
  readonly client?: string | null
  readonly now: EpochSeconds
}

/**
 * Verifies that a wallet holds the key it names, for this issuer and this nonce. Refuses `invalid_proof` and
 * `invalid_nonce`. @see OpenID4VCI 1.0, appendices F.1 and F.4
 */
export function verifyKeyProof<LiveNonce>(
  compact: string,
  expected: ExpectedProof,
  ports: KeyProofPorts<LiveNonce>,
): KeyProof<LiveNonce> {
  if (compact.length > longestProof) throw invalid('too long')
  const parts = compact.split('.')
  const [encodedHeader, encodedPayload, signature] = parts
  if (parts.length !== 3 || encodedHeader === undefined || encodedPayload === undefined || signature === undefined) throw invalid('not a compact JWS')
  const header = decode(encodedHeader, ports.decodeText)
  const attested = header['key_attestation'] === undefined ? null : (ports.readAttestation?.(header['key_attestation']) ?? null)
  const { heldKey = findHeldKey } = ports
  const jwk = attested === null ? keyOfHeader(header, heldKey) : attestedKeyOf(header, attested, heldKey)
  const nonce = nonceOfClaims(decode(encodedPayload, ports.decodeText), expected)
  const live = ports.readNonce(nonce)
  if (live === null) throw new Refusal('invalid_nonce')
  if (!ports.verifyEs256(jwk, `${encodedHeader}.${encodedPayload}`, signature)) throw invalid('signature')
  return { jwk, nonce: live, attested }
}

const invalid = (detail: string): Refusal => new Refusal('invalid_proof', { detail })

function decode(encoded: string, decodeText: DecodeText = textOfBase64Url): JsonObject {
  const text = decodeText(encoded)
  if (text === null) throw invalid('not base64url')
  const parsed = parseUniqueJson(text)
  if ('fault' in parsed) throw invalid(parsed.fault)
  if (!isJsonObject(parsed.value)) throw invalid('not an object')
  return parsed.value
}

/** The attested key that signed: named by itself, by the name that its attestation gives it, or by its place there. @see OpenID4VCI 1.0, appendix D.1 */
function attestedKeyOf(header: JsonObject, { keys, expires }: AttestedKeys<unknown>, heldKey: HeldKey): P256PublicJwk {
  if (!expires) throw invalid('a key attestation without end')
  mustBeProof(header)
  const { kid, jwk } = header
  const named = typeof kid === 'string' && jwk === undefined ? (keys.find((key) => key.kid === kid) ?? (/^[0-9]{1,3}$/.test(kid) ? keys[Number(kid)] : undefined)) : undefined
  const key = named?.jwk ?? keyOfHeader(header, heldKey)
  if (!keys.some((one) => one.jwk.x === key.x && one.jwk.y === key.y)) throw invalid('a key that is not attested')
  return key
}

type HeldKey = (kid: string) => P256PublicJwk | null

function keyOfHeader(header: JsonObject, heldKey: HeldKey): P256PublicJwk {
  mustBeProof(header)
  const { jwk, kid, x5c, trust_chain: trustChain } = header
  if (x5c !== undefined || trustChain !== undefined || (jwk !== undefined && kid !== undefined)) throw invalid('the key must be named once, by jwk or kid')
  return kid === undefined ? parsePublicKey(jwk) : keyOfKid(kid, heldKey)
}

function mustBeProof(header: JsonObject): void {
  if (header['alg'] !== 'ES256') throw invalid('alg')
  if (header['typ'] !== keyProofType) throw invalid('typ')
  // RFC 7515, section 4.1.11: an extension we don't know must not be passed over.
  if (header['crit'] !== undefined || header['b64'] !== undefined) throw invalid('crit')
}

/** A holder's DID that is its key needs nobody to resolve it; no other is taken. */
function keyOfKid(kid: Json, heldKey: HeldKey): P256PublicJwk {
  const key = typeof kid === 'string' ? heldKey(kid) : null
  if (key === null) throw invalid('kid is not the DID URL of a key that it holds')
  return key
}

const privateMembers = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

function parsePublicKey(jwk: unknown): P256PublicJwk {
  if (!isJsonObject(jwk)) throw invalid('no jwk')
  const { kty, crv, x, y, alg, use, key_ops: operations } = jwk
  if (kty !== 'EC' || crv !== 'P-256') throw invalid('not a P-256 key')
  if (privateMembers.some((member) => Object.hasOwn(jwk, member))) throw invalid('a private key was sent')
  if (typeof x !== 'string' || typeof y !== 'string' || x.length !== 43 || y.length !== 43) throw invalid('coordinates')
  if ((alg !== undefined && alg !== 'ES256') || (use !== undefined && use !== 'sig')) throw invalid('the key is for something else')
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) throw invalid('the key is for something else')
  return { kty, crv, x, y }
}

function nonceOfClaims(claims: JsonObject, expected: ExpectedProof): string {
  const { iss, aud, iat, exp, nbf, nonce } = claims
  // A pre-authorized code is redeemed by nobody in particular, so no client can sign as one. OpenID4VCI 1.0, appendix F.1
  if (iss !== undefined && (typeof iss !== 'string' || iss !== expected.client)) throw invalid('iss')
  if (aud !== expected.issuer) throw invalid('aud')
  if (!isNumericDate(iat) || Math.abs(iat - expected.now) > clockTolerance) throw invalid('iat')
  if (exp !== undefined && (!isNumericDate(exp) || exp <= expected.now)) throw invalid('exp')
  if (nbf !== undefined && (!isNumericDate(nbf) || nbf > expected.now + clockTolerance)) throw invalid('nbf')
  if (typeof nonce !== 'string' || nonce === '') throw invalid('no nonce')
  return nonce
}
