import { isNumericDate, type EpochSeconds } from '../kernel/branded.ts'
import { textOfBase64Url, toBase64Url, utf8 } from '../kernel/bytes.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

/** How long the list is, and how it ends, at an instant: what the publisher's key signs. */
export interface ListHead {
  readonly network: string
  readonly length: number
  /** Hash of the last entry. */
  readonly last: string
  readonly iat: number
}

/** A head whose shape was read and nothing judged. */
export interface SignedHead {
  readonly head: ListHead
  readonly signingInput: string
  readonly signature: string
}

export const headType = 'trust-list-head+jwt'
export const headMediaType = 'application/trust-list-head+jwt'
/** Of a chain of anchors beside the list: never to be taken for the list's own. */
export const anchorsHeadType = 'trust-list-anchors-head+jwt'
/** Names a key's chain of anchors, in the place of the network. */
export const anchorChainName = (network: string, thumbprint: string): string => `${network}#${thumbprint}`
export const entriesMediaType = 'application/jsonl'
/** Enough for decades of a consortium; a longer list is refused before it is read. */
export const mostEntries = 5000
const longest = 4096
const skew = 60

/** Reads a head: a compact JWS; null for anything else. @see RFC 7515, section 7.1 */
export function parseHead(text: string, { type = headType, most = mostEntries }: { readonly type?: string; readonly most?: number } = {}): SignedHead | null {
  const [header = '', payload = '', signature = '', ...rest] = text.length > longest ? [] : text.trim().split('.')
  const { alg, typ, ...more } = objectIn(header)
  const { network, length, last, iat } = objectIn(payload)
  if (rest.length > 0 || alg !== 'ES256' || typ !== type || Object.keys(more).length > 0) return null
  if (typeof network !== 'string' || typeof last !== 'string' || !isNumericDate(iat)) return null
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 1 || length > most) return null
  return { head: { network, length, last, iat }, signingInput: `${header}.${payload}`, signature }
}

/** What is signed for a head. */
export const headSigningInput = (head: ListHead, type = headType): string => [{ alg: 'ES256', typ: type }, head].map((part) => toBase64Url(utf8(JSON.stringify(part)))).join('.')

/** Whether a head claims to be made later than now: then either it or our clock is wrong. */
export const isFromTheFuture = ({ iat }: ListHead, now: EpochSeconds): boolean => iat > now + skew

function objectIn(part: string): JsonObject {
  const text = textOfBase64Url(part)
  const parsed = text === null ? null : parseUniqueJson(text)
  return parsed !== null && 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : {}
}
