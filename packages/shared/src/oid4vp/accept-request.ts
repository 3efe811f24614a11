import { isNumericDate } from '../kernel/branded.ts'
import { isJsonObject, type Bilingual, type Json, type JsonObject } from '../kernel/json.ts'
import type { ClientId } from './client-id.ts'
import { chooseResponseEncryption, type ResponseEncryption, type ResponseEncryptionKey } from './client-metadata.ts'
import { erasureEndpointIn } from './erasure.ts'
import { isWebAddress } from './presentation-request.ts'
import { privacyNoticeIn } from './privacy-notice.ts'
import { parseRequestObject, refuseUnless, requestObjectType, wallets, type ParsedRequestObject } from './request-object.ts'
import { RequestRefused } from './request-refused.ts'
import { parseStatedPurpose, type StatedPurpose } from './stated-purpose.ts'
import { accreditationsIn, type StatedAccreditation } from './verifier-info.ts'

/** A request that a wallet may show: of whoever its client identifier names, complete, in time. */
export interface AcceptedRequest {
  readonly clientId: ClientId
  readonly responseUri: string
  readonly nonce: string
  readonly state: string | null
  readonly expiresAt: number | null
  /** Not yet judged: give it to the DCQL parser. */
  readonly query: JsonObject
  /** Not yet judged: give it to the parser of transactions. */
  readonly transactionData: Json | undefined
  /** Whether it has a `redirect_uri`, which none with a `response_uri` may have; it is answered with `invalid_request`. @see OpenID4VP 1.0, section 8.2 */
  readonly hasRedirectUri: boolean
  /** Null where the answer goes in the open. */
  readonly encryptTo: { readonly key: ResponseEncryptionKey; readonly enc: ResponseEncryption } | null
  readonly purpose: StatedPurpose | null
  /** What it says that it may ask for: to be compared with the ledger. */
  readonly accreditations: readonly StatedAccreditation[]
  /** Whether the verifier says that the form is on another device, so that anybody could have passed the link on. */
  readonly otherDevice: boolean
  readonly privacyNotice: Bilingual | null
  /** Where it says that it takes requests to erase what is shared; null where it doesn't. */
  readonly erasureEndpoint: string | null
}

/** What is known of whoever made a request, once it is known that they did. */
export interface AuthenticatedClient {
  readonly mayAnswerAt: (address: string) => boolean
  /** Whether they may have answers without encryption. */
  readonly mayAnswerInTheOpen: boolean
}

/** What a wallet must know and be able to do to judge a Request Object. */
export interface RequestObjectChecks<Client extends AuthenticatedClient> {
  /** The client identifier of the link. */
  readonly clientId: ClientId
  readonly now: number
  /** What the wallet gave when it fetched; null when it gave nothing. */
  readonly walletNonce: string | null
  /** Whether the signer is whom the client identifier names, by the rules of its prefix; throws `RequestRefused`. @see OpenID4VP 1.0, section 5.9.3 */
  authenticate(request: ParsedRequestObject): Promise<Client>
}

/**
 * Judges a Request Object for a wallet, cheapest checks first, the signature before anything it says is believed.
 * `iss` is ignored, as are members that are not known. @see OpenID4VP 1.0, sections 5 and 14
 */
export async function acceptRequestObject<Client extends AuthenticatedClient>(jwt: string, checks: RequestObjectChecks<Client>): Promise<AcceptedRequest & { readonly client: Client }> {
  const request = parseRequestObject(jwt)
  const { header, claims, signature } = request
  refuseUnless(header['typ'] === requestObjectType, 'request_wrong_type')
  // Who has no key can't sign, and everybody else must. @see OpenID4VP 1.0, section 5.9.3
  const isSigned = checks.clientId.prefix !== 'redirect_uri'
  refuseUnless(header['alg'] === (isSigned ? 'ES256' : 'none') && (signature !== '') === isSigned && !('crit' in header) && !('b64' in header), 'request_wrong_type')
  refuseUnless(claims['client_id'] === checks.clientId.full, 'client_id_mismatch')
  const client = await checks.authenticate(request)
  refuseUnless(claims['aud'] === wallets, 'request_wrong_audience')
  // Else it may be somebody's older request. @see OpenID4VP 1.0, section 5.10.1
  refuseUnless(checks.walletNonce === null || claims['wallet_nonce'] === checks.walletNonce, 'wallet_nonce_wrong')
  checkTimes(claims, checks.now)
  return { ...acceptClaims(claims, checks.clientId, client), client }
}

/** Judges what stands in a request, signed or not, for somebody who is known by now to have made it. */
export function acceptClaims(claims: JsonObject, clientId: ClientId, client: AuthenticatedClient): AcceptedRequest {
  checkResponse(claims, client)
  return accepted(claims, clientId)
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

function checkResponse(claims: JsonObject, client: AuthenticatedClient): void {
  const { response_uri: address, response_mode: mode } = claims
  refuseUnless(claims['response_type'] === 'vp_token', 'response_type_unsupported')
  refuseUnless(mode === 'direct_post.jwt' || (mode === 'direct_post' && client.mayAnswerInTheOpen), 'response_mode_unsupported')
  if (typeof address !== 'string' || !isWebAddress(address)) throw new RequestRefused('response_uri_missing')
  refuseUnless(client.mayAnswerAt(address), 'response_uri_elsewhere')
  refuseUnless(claims['scope'] === undefined && isJsonObject(claims['dcql_query']), 'query_missing')
}

// The characters that a nonce may have. @see OpenID4VP 1.0, section 5.2
const nonceText = /^[\x21-\x7e]{16,512}$/

function accepted(claims: JsonObject, clientId: ClientId): AcceptedRequest {
  const { nonce, state, exp, response_uri: responseUri, dcql_query: query } = claims
  if (typeof nonce !== 'string' || !nonceText.test(nonce)) throw new RequestRefused('nonce_missing')
  refuseUnless(state === undefined || typeof state === 'string', 'request_malformed')
  const isEncrypted = claims['response_mode'] === 'direct_post.jwt'
  const encryptTo = isEncrypted ? chooseResponseEncryption(claims['client_metadata']) : null
  if (isEncrypted && encryptTo === null) throw new RequestRefused('encryption_key_unusable')
  return {
    clientId,
    responseUri: responseUri as string, // checkResponse
    nonce,
    state: (state as string | undefined) ?? null,
    expiresAt: typeof exp === 'number' ? exp : null,
    query: query as JsonObject, // checkResponse
    transactionData: claims['transaction_data'],
    hasRedirectUri: claims['redirect_uri'] !== undefined,
    encryptTo,
    purpose: parseStatedPurpose(claims['counterfoil_purpose']),
    accreditations: accreditationsIn(claims['verifier_info']),
    otherDevice: claims['counterfoil_other_device'] === true,
    privacyNotice: privacyNoticeIn(claims['client_metadata']),
    erasureEndpoint: erasureEndpointIn(claims['client_metadata']),
  }
}
