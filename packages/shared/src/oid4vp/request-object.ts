import { isNumericDate } from '../kernel/branded.ts'
import { textOfBase64Url, toBase64Url, utf8 } from '../kernel/bytes.ts'
import { isJsonObject, type Bilingual, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import { didOfClient, isKeyOf, type ClientId } from './client-id.ts'
import { chooseResponseEncryption, type ClientMetadata, type ResponseEncryption, type ResponseEncryptionKey } from './client-metadata.ts'
import { isWebAddress, liesUnder } from './presentation-request.ts'
import { privacyNoticeIn } from './privacy-notice.ts'
import { RequestRefused, type RequestFault } from './request-refused.ts'
import { accreditationsIn, type AccreditationInfo, type StatedAccreditation } from './verifier-info.ts'
import { parseStatedPurpose, type StatedPurpose } from './stated-purpose.ts'

export const requestObjectType = 'oauth-authz-req+jwt'
export const requestObjectMediaType = 'application/oauth-authz-req+jwt'
/** The audience of a Request Object for a wallet that was not discovered. @see OpenID4VP 1.0, section 5.8 */
export const wallets = 'https://self-issued.me/v2'

/** The claims of our Request Objects. @see OpenID4VP 1.0, section 5 */
export interface RequestObjectClaims {
  readonly aud: typeof wallets
  /** Left out where the Digital Credentials API tells the origin of an unsigned request. @see OpenID4VP 1.0, appendix A.2 */
  readonly client_id?: string
  readonly response_type: 'vp_token'
  readonly response_mode: 'direct_post' | 'direct_post.jwt' | 'dc_api' | 'dc_api.jwt'
  readonly response_uri?: string
  readonly nonce: string
  readonly state?: string
  /** Pages that may pass on a signed request of the Digital Credentials API. @see OpenID4VP 1.0, appendix A.2 */
  readonly expected_origins?: readonly string[]
  readonly verifier_info?: readonly AccreditationInfo[]
  readonly transaction_data?: readonly string[]
  /** The wallet's own, which it gave when it fetched. @see OpenID4VP 1.0, section 5.10 */
  readonly wallet_nonce?: string
  readonly iat: number
  readonly exp: number
  readonly dcql_query: object
  readonly client_metadata: ClientMetadata
  readonly counterfoil_purpose: StatedPurpose
  /** Ours: the link was shown to be opened on another device than the form's. */
  readonly counterfoil_other_device?: true
}

/** What the header of a Request Object says of the key that signs it. `jwt` is a Verifier Attestation. @see OpenID4VP 1.0, sections 5.9.3 and 12 */
export interface RequestSignerHeader {
  readonly kid?: string
  readonly x5c?: readonly string[]
  readonly jwt?: string
}

/** The protected header of our Request Objects, ready to be put before a dot: it is the same for every request of a key. */
export const requestObjectHeader = (signer: RequestSignerHeader): string => toBase64Url(utf8(JSON.stringify({ alg: 'ES256', typ: requestObjectType, ...signer })))

/** A Request Object of a client that may not sign. @see OpenID4VP 1.0, section 5.9.3; RFC 7519, section 6 */
export const unsignedRequestObject = (payload: string, encode: (json: string) => string): string => `${toBase64Url(utf8(JSON.stringify({ alg: 'none', typ: requestObjectType })))}.${encode(payload)}.`

/** Signs a Request Object, at once where the key does; `payload` is the JSON of its claims. @see RFC 9101, section 5.2 */
export function signRequestObject(header: string, payload: string, encode: (json: string) => string, sign: (signingInput: string) => string): string
export function signRequestObject(header: string, payload: string, encode: (json: string) => string, sign: (signingInput: string) => string | Promise<string>): string | Promise<string>
export function signRequestObject(header: string, payload: string, encode: (json: string) => string, sign: (signingInput: string) => string | Promise<string>): string | Promise<string> {
  const signingInput = `${header}.${encode(payload)}`
  const signature = sign(signingInput)
  return typeof signature === 'string' ? `${signingInput}.${signature}` : signature.then((made) => `${signingInput}.${made}`)
}

/** A Request Object whose shape was read and nothing judged. */
export interface ParsedRequestObject {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly signingInput: string
  readonly signature: string
}

/** A request that a wallet may show: signed by the key that its client identifier names, complete, in time. */
export interface AcceptedRequest {
  readonly clientId: ClientId
  readonly verifierDid: string
  readonly responseUri: string
  readonly nonce: string
  readonly state: string | null
  readonly expiresAt: number | null
  /** Not yet judged: give it to the DCQL parser. */
  readonly query: JsonObject
  readonly encryptTo: { readonly key: ResponseEncryptionKey; readonly enc: ResponseEncryption }
  readonly purpose: StatedPurpose | null
  /** What it says that it may ask for: to be compared with the ledger. */
  readonly accreditations: readonly StatedAccreditation[]
  /** Whether the verifier says that the form is on another device, so that anybody could have passed the link on. */
  readonly otherDevice: boolean
  readonly privacyNotice: Bilingual | null
}

const largest = 65_536

const refuseUnless = (holds: boolean, fault: RequestFault): void => {
  if (!holds) throw new RequestRefused(fault)
}

function jsonSegment(segment: string): JsonObject {
  const text = textOfBase64Url(segment)
  const parsed = text === null ? null : parseUniqueJson(text)
  if (parsed === null || 'fault' in parsed || !isJsonObject(parsed.value)) throw new RequestRefused('request_malformed')
  return parsed.value
}

/** Takes a Request Object apart. Refuses what is not a compact JWS of two JSON objects. */
export function parseRequestObject(jwt: string): ParsedRequestObject {
  const [header = '', payload = '', signature = '', ...rest] = jwt.length <= largest ? jwt.trim().split('.') : []
  refuseUnless(header !== '' && payload !== '' && signature !== '' && rest.length === 0, 'request_malformed')
  return { header: jsonSegment(header), claims: jsonSegment(payload), signingInput: `${header}.${payload}`, signature }
}

/** What a wallet must know and be able to do to judge a Request Object. */
export interface RequestObjectChecks {
  /** The client identifier of the link. */
  readonly clientId: ClientId
  readonly now: number
  /** What the wallet gave when it fetched; null when it gave nothing. */
  readonly walletNonce: string | null
  /** The verifier address that the accredited authority's listing names; null leaves the response address unjudged. */
  readonly verifierUrl: string | null
  /** Whether the signature is of the key `kid`, as an *authentication* method of the client's DID. */
  verify(input: { kid: string; signingInput: string; signature: string }): Promise<boolean>
}

/**
 * Judges a Request Object for a wallet, cheapest checks first, the signature before anything it says is believed.
 * `iss` is ignored, as are members that are not known. @see OpenID4VP 1.0, sections 5 and 14
 */
export async function acceptRequestObject(jwt: string, checks: RequestObjectChecks): Promise<AcceptedRequest> {
  const { header, claims, signingInput, signature } = parseRequestObject(jwt)
  const did = didOfClient(checks.clientId)
  refuseUnless(header['typ'] === requestObjectType, 'request_wrong_type')
  refuseUnless(header['alg'] === 'ES256' && !('crit' in header) && !('b64' in header), 'request_wrong_type')
  refuseUnless(claims['client_id'] === checks.clientId.full, 'client_id_mismatch')
  const { kid } = header
  if (typeof kid !== 'string' || !isKeyOf(did, kid)) throw new RequestRefused('request_wrong_signer')
  refuseUnless(await checks.verify({ kid, signingInput, signature }), 'request_signature_wrong')
  refuseUnless(claims['aud'] === wallets, 'request_wrong_audience')
  // Else it may be somebody's older request. @see OpenID4VP 1.0, section 5.10.1
  refuseUnless(checks.walletNonce === null || claims['wallet_nonce'] === checks.walletNonce, 'wallet_nonce_wrong')
  checkTimes(claims, checks.now)
  checkResponse(claims, checks.verifierUrl)
  return accepted(claims, checks.clientId, did)
}

const skew = 60

function checkTimes(claims: JsonObject, now: number): void {
  const { iat, nbf, exp } = claims
  for (const start of [iat, nbf]) {
    refuseUnless(start === undefined || isNumericDate(start), 'request_malformed')
    refuseUnless(start === undefined || (start as number) <= now + skew, 'request_not_yet_valid')
  }
  refuseUnless(exp === undefined || isNumericDate(exp), 'request_malformed')
  refuseUnless(exp === undefined || (exp as number) > now, 'request_expired')
}

function checkResponse(claims: JsonObject, verifierUrl: string | null): void {
  const address = claims['response_uri']
  refuseUnless(claims['response_type'] === 'vp_token', 'response_type_unsupported')
  refuseUnless(claims['response_mode'] === 'direct_post.jwt', 'response_mode_unsupported')
  refuseUnless(claims['redirect_uri'] === undefined, 'redirect_uri_forbidden')
  if (typeof address !== 'string' || !isWebAddress(address)) throw new RequestRefused('response_uri_missing')
  refuseUnless(verifierUrl === null || liesUnder(verifierUrl, address), 'response_uri_elsewhere')
  refuseUnless(claims['transaction_data'] === undefined, 'transaction_not_understood')
  refuseUnless(claims['scope'] === undefined && isJsonObject(claims['dcql_query']), 'query_missing')
}

// The characters that a nonce may have. @see OpenID4VP 1.0, section 5.2
const nonceText = /^[\x21-\x7e]{16,512}$/

function accepted(claims: JsonObject, clientId: ClientId, verifierDid: string): AcceptedRequest {
  const { nonce, state, exp, response_uri: responseUri, dcql_query: query } = claims
  if (typeof nonce !== 'string' || !nonceText.test(nonce)) throw new RequestRefused('nonce_missing')
  refuseUnless(state === undefined || typeof state === 'string', 'request_malformed')
  const encryptTo = chooseResponseEncryption(claims['client_metadata'])
  if (encryptTo === null) throw new RequestRefused('encryption_key_unusable')
  return {
    clientId,
    verifierDid,
    responseUri: responseUri as string, // checkResponse
    nonce,
    state: (state as string | undefined) ?? null,
    expiresAt: (exp as number | undefined) ?? null, // checkTimes
    query: query as JsonObject, // checkResponse
    encryptTo,
    purpose: parseStatedPurpose(claims['counterfoil_purpose']),
    accreditations: accreditationsIn(claims['verifier_info']),
    otherDevice: claims['counterfoil_other_device'] === true,
    privacyNotice: privacyNoticeIn(claims['client_metadata']),
  }
}
