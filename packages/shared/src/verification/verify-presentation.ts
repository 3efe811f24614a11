import type { EpochSeconds } from '../kernel/branded.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { Refusal } from '../kernel/refusal.ts'
import { answeredClaims } from '../dcql/match-claims.ts'
import type { ClaimQuery, CredentialQuery } from '../dcql/dcql-query.ts'
import { parseSdJwt, type ParsedJwt, type ParsedSdJwt } from '../sd-jwt/parse-sd-jwt.ts'
import { bareObject } from '../sd-jwt/disclosure.ts'
import { statusValue } from '../status-list/status-bits.ts'
import { checkNames, type Check, type CheckName, type Verdict } from './verdict.ts'

type MaybePromise<Value> = Value | Promise<Value>

/** A key of an accredited identity, as the ledger publishes it. `key` is opaque: only `verifyIssuer` reads it. */
export interface IssuerKey<Key> {
  readonly did: string
  readonly key: Key
  /** What the credential's `iss` may say for this identity: its DID, and the address it issues at. */
  readonly issuerNames: readonly string[]
}

/**
 * The facts and the crypto that judging needs. A port that has its answer at hand gives it without a promise; a port
 * that can't tell throws a Refusal (`ledger_unavailable`, `status_unavailable` …), which becomes the verdict.
 */
export interface VerificationPorts<Key> {
  readonly now: EpochSeconds
  readonly sha256: (text: string) => string
  /** The key that exactly this DID URL names, among the identity's assertion methods. */
  readonly issuerKey: (kid: string) => MaybePromise<IssuerKey<Key>>
  /** Whether a certificate chain beside `kid` holds the same key and leads to the consortium. */
  readonly certifiesKey: (x5c: readonly string[], issuer: IssuerKey<Key>) => boolean
  readonly verifyIssuer: (key: Key, signingInput: string, signature: string) => boolean
  readonly verifyHolder: (jwk: P256PublicJwk, signingInput: string, signature: string) => boolean
  readonly isAccredited: (did: string, vct: string) => MaybePromise<boolean>
  /** The entry of a status list that this issuer signed. */
  readonly status: (uri: string, index: number, issuer: IssuerKey<Key>) => MaybePromise<number>
}

export interface PresentationToJudge {
  readonly presentation: string
  readonly query: CredentialQuery
  /** The full prefixed client identifier, which the key binding must name. */
  readonly audience: string
  readonly nonce: string
}

const skew = 60
const oldestBinding = 120

/**
 * Judges one presentation of an SD-JWT VC with key binding: every check of design section 4 step 6, in order, stopping
 * at the first that fails. Never throws for what the presentation holds.
 * @see RFC 9901, section 7.3; OpenID4VP 1.0, section 8.6; Token Status List, section 8.3
 */
export async function verifyPresentation<Key>(input: PresentationToJudge, ports: VerificationPorts<Key>): Promise<Verdict> {
  let reached: CheckName = 'structure'
  const enter = (name: CheckName): void => {
    reached = name
  }
  try {
    const verified = await judge(input, ports, enter)
    return { outcome: 'verified', checks: checkNames.map((name) => ({ name, result: 'passed' })), ...verified }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', refusal: error.code, detail: error.detail, checks: checksUpTo(reached) }
  }
}

function checksUpTo(failed: CheckName): Check[] {
  const place = checkNames.indexOf(failed)
  return checkNames.map((name, index) => ({ name, result: index < place ? 'passed' : index === place ? 'failed' : 'not reached' }))
}

async function judge<Key>(input: PresentationToJudge, ports: VerificationPorts<Key>, enter: (name: CheckName) => void) {
  const parsed = parseSdJwt(input.presentation, ports)
  const { header, payload } = parsed.issuerJwt
  const kid = checkHeader(header)
  const holder = holderKey(payload)
  enter('type')
  const vct = payload['vct']
  if (typeof vct !== 'string' || !input.query.meta.vct_values.includes(vct)) throw new Refusal('type_mismatch')
  enter('holder binding')
  const binding = checkBinding(parsed, input, ports)
  enter('issuer key')
  const answer = ports.issuerKey(kid)
  const issuer = answer instanceof Promise ? await answer : answer
  if (payload['iss'] !== undefined && !issuer.issuerNames.includes(payload['iss'] as string)) throw new Refusal('issuer_mismatch')
  checkCertificate(header['x5c'], issuer, ports)
  enter('issuer signature')
  if (!ports.verifyIssuer(issuer.key, parsed.issuerJwt.signingInput, parsed.issuerJwt.signature)) throw new Refusal('credential_invalid')
  // Before anything whose refusal is final: only the holder may end the holder's request.
  enter('holder signature')
  if (!ports.verifyHolder(holder, binding.signingInput, binding.signature)) throw new Refusal('holder_binding_mismatch', { detail: 'signature' })
  enter('validity')
  checkValidity(payload, ports.now)
  enter('accreditation')
  const accredited = ports.isAccredited(issuer.did, vct)
  if (!(accredited instanceof Promise ? await accredited : accredited)) throw new Refusal('issuer_not_trusted')
  enter('status')
  await checkStatus(payload['status'], issuer, ports)
  enter('query')
  const asked = answeredClaims(parsed.claims, input.query)
  if (asked === null) throw new Refusal('credential_missing_data')
  return {
    claims: onlyAsked(parsed.claims, asked),
    issuer: { did: issuer.did, kid },
    vct,
    issuedAt: typeof payload['iat'] === 'number' ? payload['iat'] : null,
    overDisclosed: parsed.disclosures.some(({ path }) => !asked.some((claim) => overlaps(path, claim.path))),
  }
}

function checkHeader(header: JsonObject): string {
  if (header['typ'] !== 'dc+sd-jwt') throw new Refusal('invalid_format', { detail: 'typ' })
  if (header['alg'] !== 'ES256') throw new Refusal('credential_invalid', { detail: 'alg' })
  const { kid } = header
  if (typeof kid !== 'string' || kid.length > 256) throw new Refusal('issuer_key_unknown', { detail: 'kid' })
  return kid
}

function holderKey(payload: JsonObject): P256PublicJwk {
  const jwk = isJsonObject(payload['cnf']) ? payload['cnf']['jwk'] : undefined
  if (!isJsonObject(jwk) || jwk['kty'] !== 'EC' || jwk['crv'] !== 'P-256' || typeof jwk['x'] !== 'string' || typeof jwk['y'] !== 'string' || 'd' in jwk) {
    throw new Refusal('malformed_credential', { detail: 'cnf' })
  }
  return { kty: 'EC', crv: 'P-256', x: jwk['x'], y: jwk['y'] }
}

function checkBinding<Key>(parsed: ParsedSdJwt, input: PresentationToJudge, ports: VerificationPorts<Key>): ParsedJwt {
  const binding = parsed.keyBinding
  if (binding === null) throw new Refusal('holder_binding_missing')
  const { header, payload } = binding
  if (header['typ'] !== 'kb+jwt' || header['alg'] !== 'ES256') throw new Refusal('invalid_format', { detail: 'kb typ or alg' })
  if (payload['nonce'] !== input.nonce) throw new Refusal('holder_binding_mismatch', { detail: 'nonce' })
  if (payload['aud'] !== input.audience) throw new Refusal('holder_binding_mismatch', { detail: 'aud' })
  const { iat } = payload
  if (typeof iat !== 'number') throw new Refusal('holder_binding_mismatch', { detail: 'iat' })
  if (iat < ports.now - oldestBinding) throw new Refusal('jwt_expired')
  if (iat > ports.now + skew) throw new Refusal('jwt_premature')
  if (payload['sd_hash'] !== ports.sha256(parsed.boundText)) throw new Refusal('holder_binding_mismatch', { detail: 'sd_hash' })
  return binding
}

function checkCertificate<Key>(x5c: Json | undefined, issuer: IssuerKey<Key>, ports: VerificationPorts<Key>): void {
  if (x5c === undefined) return
  const chain = Array.isArray(x5c) ? (x5c as readonly Json[]) : []
  if (chain.length === 0 || !chain.every((item): item is string => typeof item === 'string')) throw new Refusal('malformed_credential', { detail: 'x5c' })
  if (!ports.certifiesKey(chain, issuer)) throw new Refusal('issuer_mismatch', { detail: 'x5c' })
}

function checkValidity(payload: JsonObject, now: EpochSeconds): void {
  const { iat, nbf, exp } = payload
  for (const instant of [iat, nbf, exp]) {
    if (instant !== undefined && typeof instant !== 'number') throw new Refusal('malformed_credential', { detail: 'dates' })
  }
  if (typeof exp === 'number' && exp <= now - skew) throw new Refusal('credential_expired')
  if ((typeof iat === 'number' && iat > now + skew) || (typeof nbf === 'number' && nbf > now + skew)) throw new Refusal('jwt_premature')
}

async function checkStatus<Key>(status: Json | undefined, issuer: IssuerKey<Key>, ports: VerificationPorts<Key>): Promise<void> {
  const reference = isJsonObject(status) ? status['status_list'] : undefined
  if (!isJsonObject(reference)) throw new Refusal('status_missing')
  const { uri, idx } = reference
  if (typeof uri !== 'string') throw new Refusal('status_missing')
  if (typeof idx !== 'number' || !Number.isSafeInteger(idx) || idx < 0) throw new Refusal('status_index_out_of_bounds')
  const answer = ports.status(uri, idx, issuer)
  const value = answer instanceof Promise ? await answer : answer
  if (value === statusValue.revoked) throw new Refusal('credential_revoked')
  if (value === statusValue.suspended) throw new Refusal('credential_suspended')
  if (value !== statusValue.valid) throw new Refusal('status_unknown')
}

const overlaps = (path: readonly (string | number)[], asked: ClaimQuery['path']): boolean =>
  asked.slice(0, path.length).every((step, index) => step === null || step === path[index])

/** A copy of the claims with only what was asked for; the rest is dropped before anything can keep it. */
function onlyAsked(claims: JsonObject, asked: readonly ClaimQuery[]): JsonObject {
  const kept = bareObject()
  for (const { path } of asked) copyPath(claims, kept, path)
  return kept
}

function copyPath(from: JsonObject, to: Record<string, Json>, path: ClaimQuery['path']): void {
  const [step, ...rest] = path
  if (typeof step !== 'string' || !Object.hasOwn(from, step)) return
  const value = from[step] as Json
  if (rest.length === 0 || !isJsonObject(value)) {
    to[step] = value
    return
  }
  const below = isJsonObject(to[step]) ? (to[step] as Record<string, Json>) : bareObject()
  to[step] = below
  copyPath(value, below, rest)
}
