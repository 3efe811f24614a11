import { isJsonObject, type Json } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

/** Presentations by the id of the DCQL credential query that each answers. @see OpenID4VP 1.0, section 8.1 */
export type VpToken = Readonly<Record<string, readonly string[]>>

/** What a wallet answers, inside the encryption. */
export type AuthorizationResponse =
  | { readonly kind: 'answer'; readonly vpToken: VpToken; readonly state: string | null }
  | { readonly kind: 'error'; readonly error: WalletError; readonly state: string | null }

/** Errors that a wallet may report. Others are taken as `unknown_error`. @see OpenID4VP 1.0, section 8.5 */
export const walletErrors = [
  'access_denied',
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'vp_formats_not_supported',
  'invalid_request_uri_method',
  'invalid_transaction_data',
  'wallet_unavailable',
] as const
export type WalletError = (typeof walletErrors)[number] | 'unknown_error'

/** The JSON that a wallet encrypts as its answer: for each query id the presentations made for it. */
export const makeAnswer = (vpToken: VpToken, state: string | null): string =>
  JSON.stringify(state === null ? { vp_token: vpToken } : { vp_token: vpToken, state })

/** The form fields of a wallet that declines or cannot answer; errors may go unencrypted. @see OpenID4VP 1.0, section 8.3 */
export function makeErrorResponse(error: Exclude<WalletError, 'unknown_error'>, state: string | null): URLSearchParams {
  const fields = new URLSearchParams({ error })
  if (state !== null) fields.set('state', state)
  return fields
}

/** The reported error as one of the known ones; its description is never read. */
export const readWalletError = (error: string): WalletError => walletErrors.find((known) => known === error) ?? 'unknown_error'

const queryId = /^[A-Za-z0-9_-]{1,64}$/
const mostQueries = 16
const mostPresentations = 16

/** The VP token of a parsed answer; null when it is not an object of non-empty arrays of strings. */
export function parseVpToken(value: Json | undefined): VpToken | null {
  if (!isJsonObject(value)) return null
  const entries = Object.entries(value)
  if (entries.length === 0 || entries.length > mostQueries) return null
  const token: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>
  for (const [id, presentations] of entries) {
    if (!queryId.test(id) || id === '__proto__' || !Array.isArray(presentations)) return null
    if (presentations.length === 0 || presentations.length > mostPresentations) return null
    if (!presentations.every((presentation) => typeof presentation === 'string' && presentation !== '')) return null
    token[id] = presentations as readonly string[] // every one is a string
  }
  return token
}

/** The decrypted answer of a wallet; null when it is neither an answer nor an error. */
export function parseAuthorizationResponse(plaintext: string): AuthorizationResponse | null {
  const parsed = parseUniqueJson(plaintext)
  if ('fault' in parsed || !isJsonObject(parsed.value)) return null
  const { state = null, error, vp_token: token } = parsed.value
  if (state !== null && typeof state !== 'string') return null
  if (typeof error === 'string') return token === undefined ? { kind: 'error', error: readWalletError(error), state } : null
  const vpToken = parseVpToken(token)
  return vpToken === null ? null : { kind: 'answer', vpToken, state }
}

/** The answer of a wallet in the open: `vp_token` is JSON in a form field. @see OpenID4VP 1.0, section 8.2 */
export function parsePlainAnswer(vpToken: string, state: string | null): AuthorizationResponse | null {
  const parsed = parseUniqueJson(vpToken)
  const token = 'fault' in parsed || !isJsonObject(parsed.value) ? null : parseVpToken(parsed.value)
  return token === null ? null : { kind: 'answer', vpToken: token, state }
}

/** What the verifier tells the wallet once an answer is accepted. @see OpenID4VP 1.0, section 8.2 */
export interface AcceptedAnswer {
  readonly redirect_uri?: string
  /** Ours: what the form on another device has to be told. A wallet that doesn't know it opens the address. */
  readonly counterfoil_number?: string
  /** Ours: with it the wallet can ask later for what it shared to be erased. @see docs/decisions/0054 */
  readonly counterfoil_erasure_handle?: string
}
