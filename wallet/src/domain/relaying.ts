import { textOfBase64Url } from '@counterfoil/shared/kernel/bytes'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'

// What the wallet's server passes on for a wallet, and nothing else: both ends are in this package.

export const relayPath = '/relay'

/** Documents that are signed, by what they are asked for as: each answer has to be of that type, and what passes it on can't make one. */
export const documentTypes = { request_object: requestObjectMediaType, status_list: 'application/statuslist+jwt' } as const
export type RelayedDocument = keyof typeof documentTypes

/** One message to be passed on. None of them collects: a token's proof doesn't cover the body (RFC 9449, section 4.2), so a relay could ask for a credential itself. */
export type RelayedMessage =
  | { readonly kind: 'document'; readonly url: string; readonly document: RelayedDocument }
  /** The answer to a verifier: a JWE for its key. @see OpenID4VP 1.0, section 8.3.1 */
  | { readonly kind: 'presentation'; readonly url: string; readonly response: string }

const part = /^[A-Za-z0-9_-]+$/

function headerOf(first: string): JsonObject | null {
  const text = textOfBase64Url(first)
  const parsed = text === null ? null : parseUniqueJson(text)
  return parsed === null || 'fault' in parsed || !isJsonObject(parsed.value) ? null : parsed.value
}

/** Whether a text has the form of something that is encrypted. @see RFC 7516, section 7.1 */
export function isCompactJwe(text: unknown): text is string {
  if (typeof text !== 'string') return false
  const [first = '', key = '', ...others] = text.split('.')
  const header = others.length === 3 && (key === '' || part.test(key)) && others.every((one) => part.test(one)) ? headerOf(first) : null
  return typeof header?.['alg'] === 'string' && typeof header['enc'] === 'string'
}

/** Whether a text has the form of something that is signed. @see RFC 7515, section 7.1 */
export function isCompactJws(text: string): boolean {
  const parts = text.split('.')
  const header = parts.length === 3 && parts.every((one) => part.test(one)) ? headerOf(parts[0] ?? '') : null
  return typeof header?.['alg'] === 'string' && header['alg'] !== 'none' && header['enc'] === undefined
}
