import { isNumericDate } from '@counterfoil/shared/kernel/branded'
import { textOfBase64Url, toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { entryHash } from '@counterfoil/shared/signed-list/list-entry'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { anchorNames, parseAnchorValue, type AnchorName } from '../audit/anchor.ts'
import type { ChainHead } from '../audit/chained-entry.ts'

/** One anchor in the chain of the key that anchors for an identity. */
export interface AnchorEntry {
  /** The consortium's DID. */
  readonly network: string
  /** Whose log or lists. */
  readonly did: string
  /** Its place in the key's chain, from 0. */
  readonly number: number
  /** Hash of the anchor before; empty for the first. */
  readonly previous: string
  readonly iat: number
  readonly name: AnchorName
  /** 32 bytes of hash and 8 of number, in hexadecimal, as on a ledger. */
  readonly value: string
}

/** An anchor whose shape was read and nothing judged. */
export interface SignedAnchor {
  readonly entry: AnchorEntry
  readonly digest: ChainHead
  readonly hash: string
  /** Of the key that signed. @see RFC 7638 */
  readonly thumbprint: string
  readonly signingInput: string
  readonly signature: string
}

export const anchorType = 'trust-list-anchor+jwt'
export const anchorMediaType = 'application/trust-list-anchor+jwt'
export const longestAnchor = 2048

/** What is signed for an anchor: the first two parts of a compact JWS. @see RFC 7515, section 7.1 */
export const anchorSigningInput = (key: P256PublicJwk, payload: string): string => `${encoded({ alg: 'ES256', typ: anchorType, kid: thumbprintOf(key) })}.${payload}`
export const anchorPayload = ({ network, did, number, previous, iat, name, value }: AnchorEntry): string => encoded({ network, did, number, previous, iat, name, value })
const encoded = (value: object): string => toBase64Url(utf8(JSON.stringify(value)))

/** Reads an anchor; null for anything else, and for one with something beside what an anchor has. */
export function parseAnchorEntry(text: string): SignedAnchor | null {
  const [header = '', payload = '', signature = '', ...rest] = text.length > longestAnchor ? [] : text.split('.')
  const { alg, typ, kid, ...more } = objectIn(header)
  if (rest.length > 0 || alg !== 'ES256' || typ !== anchorType || typeof kid !== 'string' || Object.keys(more).length > 0) return null
  const { network, did, number, previous, iat, name, value } = objectIn(payload)
  if (typeof network !== 'string' || typeof did !== 'string' || typeof previous !== 'string' || !isNumericDate(iat)) return null
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0 || !isAnchorName(name) || typeof value !== 'string') return null
  const entry = { network, did, number, previous, iat, name, value }
  const digest = parseAnchorValue(value)
  if (digest === null || anchorPayload(entry) !== payload) return null
  return { entry, digest, hash: entryHash(payload), thumbprint: kid, signingInput: `${header}.${payload}`, signature }
}

const isAnchorName = (name: unknown): name is AnchorName => Object.values(anchorNames).some((one) => one === name)

function objectIn(part: string): JsonObject {
  const text = textOfBase64Url(part)
  const parsed = text === null ? null : parseUniqueJson(text)
  return parsed !== null && 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : {}
}
