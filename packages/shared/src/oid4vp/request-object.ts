import { textOfBase64Url, toBase64Url, utf8 } from '../kernel/bytes.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { RequestRefused, type RequestFault } from './request-refused.ts'
import type { StatedPurpose } from './stated-purpose.ts'
import type { AccreditationInfo } from './verifier-info.ts'

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

const largest = 65_536

export const refuseUnless = (holds: boolean, fault: RequestFault): void => {
  if (!holds) throw new RequestRefused(fault)
}

function jsonSegment(segment: string): JsonObject {
  const text = textOfBase64Url(segment)
  const parsed = text === null ? null : parseUniqueJson(text)
  if (parsed === null || 'fault' in parsed || !isJsonObject(parsed.value)) throw new RequestRefused('request_malformed')
  return parsed.value
}

/** Takes a Request Object apart. Refuses what is not a compact JWS of two JSON objects; an unsigned one has an empty signature. @see RFC 7519, section 6.1 */
export function parseRequestObject(jwt: string): ParsedRequestObject {
  const [header = '', payload = '', signature, ...rest] = jwt.length <= largest ? jwt.trim().split('.') : []
  if (header === '' || payload === '' || signature === undefined || rest.length > 0) throw new RequestRefused('request_malformed')
  return { header: jsonSegment(header), claims: jsonSegment(payload), signingInput: `${header}.${payload}`, signature }
}
