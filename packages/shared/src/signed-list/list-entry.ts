import { isNumericDate } from '../kernel/branded.ts'
import { textOfBase64Url, toBase64Url, utf8 } from '../kernel/bytes.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { sha256Text } from '../kernel/sha256.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import { parseChange, type ListChange } from './list-change.ts'
import { thumbprintOf } from './list-thumbprint.ts'

/** What the governors sign: changes that take effect together, at one place of one list. */
export interface ListEntry {
  /** The consortium's DID: an entry of another network's list is none of this one. */
  readonly network: string
  /** Its place, from 0. */
  readonly number: number
  /** Hash of the entry before; empty for the first. */
  readonly previous: string
  /** When it was proposed. */
  readonly iat: number
  readonly changes: readonly ListChange[]
}

/** One signature over the payload, by the key of this thumbprint. */
export interface EntrySignature {
  readonly thumbprint: string
  readonly signingInput: string
  readonly signature: string
}

/** An entry with its signatures, none of them verified yet. */
export interface SignedEntry {
  readonly entry: ListEntry
  readonly hash: string
  readonly signatures: readonly EntrySignature[]
}

/** Media type of an entry's payload, and `typ` of its signatures. */
export const entryType = 'trust-list-entry+json'
const mostChanges = 200
const mostSignatures = 64
export const longestEntry = 256 * 1024

/** Hash of an entry: of what was signed, so that one more signature changes nothing. */
export const entryHash = (payload: string): string => sha256Text(payload)

/** The payload of an entry, as it is signed. */
export const entryPayload = (entry: ListEntry): string => toBase64Url(utf8(JSON.stringify(entry)))

/** The protected header of a governor's signature. */
export const entryHeader = (key: P256PublicJwk): string => toBase64Url(utf8(JSON.stringify({ alg: 'ES256', typ: entryType, kid: thumbprintOf(key) })))

/** Reads one entry: a JWS in the general JSON serialisation; null for anything else. @see RFC 7515, section 7.2.1 */
export function parseEntry(text: string): SignedEntry | null {
  const jws = text.length > longestEntry ? null : objectIn(text)
  if (jws === null || typeof jws['payload'] !== 'string' || !Array.isArray(jws['signatures'])) return null
  const { payload } = jws
  const signatures = jws['signatures'] as readonly Json[]
  const parsed = signatures.length > mostSignatures ? [null] : signatures.map((one) => parseSignature(one, payload))
  const entry = parsePayload(payload)
  const known = parsed.filter((one) => one !== null)
  return entry === null || known.length !== parsed.length ? null : { entry, hash: entryHash(payload), signatures: known }
}

function objectIn(text: string | null): JsonObject | null {
  const parsed = text === null ? null : parseUniqueJson(text)
  return parsed !== null && 'value' in parsed && isJsonObject(parsed.value) ? parsed.value : null
}

function parseSignature(value: Json, payload: string): EntrySignature | null {
  if (!isJsonObject(value)) return null
  const { protected: header, signature } = value
  if (typeof header !== 'string' || typeof signature !== 'string') return null
  const { alg, typ, kid, ...more } = objectIn(textOfBase64Url(header)) ?? {}
  // Nothing else is understood, so nothing else may stand there. @see RFC 7515, section 4.1.11
  if (alg !== 'ES256' || typ !== entryType || typeof kid !== 'string' || Object.keys(more).length > 0) return null
  return { thumbprint: kid, signingInput: `${header}.${payload}`, signature }
}

function parsePayload(payload: string): ListEntry | null {
  const { network, number, previous, iat, changes } = objectIn(textOfBase64Url(payload)) ?? {}
  if (typeof network !== 'string' || typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return null
  if (typeof previous !== 'string' || !isNumericDate(iat) || !Array.isArray(changes) || changes.length === 0 || changes.length > mostChanges) return null
  const parsed = (changes as readonly Json[]).map(parseChange)
  const known = parsed.filter((change) => change !== null)
  return known.length === parsed.length ? { network, number, previous, iat, changes: known } : null
}
