import { didWebUrl } from '../did/did-web-url.ts'
import { parsePublicJwk } from '../did/public-jwk.ts'
import { isNumericDate } from '../kernel/branded.ts'
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import { parseListing, type ListedAuthority } from '../trust/authority-directory.ts'
import { isAccreditationKind, type AccreditationQuestion } from '../trust/trust.ts'

/** One who signs for an authority: what the owner of a Safe is on the ledger. */
export interface Governor {
  readonly did: string
  readonly jwk: P256PublicJwk
}

/** Who governs the list from here on, and whose key says how long it is. */
export interface Government {
  /** How many of the governors have to sign; more than half of them. */
  readonly threshold: number
  readonly governors: readonly Governor[]
  /** Signs heads and decides nothing: with it one can hold the list back, never write in it. */
  readonly publisher: P256PublicJwk
}

/** What an entry of the list does. */
export type ListChange =
  | ({ readonly kind: 'govern' } & Government)
  | { readonly kind: 'list'; readonly authority: ListedAuthority }
  | { readonly kind: 'unlist'; readonly did: string }
  /** Until an instant, at most ten years after the entry was made. */
  | ({ readonly kind: 'accredit'; readonly until: number } & Accredited)
  | ({ readonly kind: 'withdraw' } & Accredited)
  /** The key is believed no more, whatever its DID document says. */
  | { readonly kind: 'remove-key'; readonly did: string; readonly kid: string }
  /** The identity is given up for good. */
  | { readonly kind: 'give-up'; readonly did: string }
  /** From here on this key signs for the identity, and no other: also in its seat, where it governs. */
  | { readonly kind: 'control'; readonly did: string; readonly jwk: P256PublicJwk }
  /** This key anchors the identity's logs and lists in a chain of its own, and decides nothing. */
  | { readonly kind: 'anchor-key'; readonly did: string; readonly jwk: P256PublicJwk }

interface Accredited {
  readonly to: AccreditationQuestion['kind']
  readonly type: string
  readonly did: string
}

const longestText = 1024
const mostGovernors = 64

export const isListIdentity = (did: unknown): did is string => typeof did === 'string' && didWebUrl(did) !== null
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= longestText
const isKeyOf = (did: string, kid: unknown): kid is string => isText(kid) && kid.startsWith(`${did}#`)

/** A change as an entry tells it; null for what is none, or isn't known here: who can't read it may not guess. */
export function parseChange(value: Json): ListChange | null {
  if (!isJsonObject(value)) return null
  if (value['kind'] === 'govern') return parseGovernment(value)
  if (value['kind'] === 'list') {
    const authority = parseListing(value['authority'], isListIdentity)
    return authority === null ? null : { kind: 'list', authority }
  }
  const { kind, did, to, type, until, kid } = value
  if (!isListIdentity(did)) return null
  if (kind === 'unlist' || kind === 'give-up') return { kind, did }
  if (kind === 'remove-key') return isKeyOf(did, kid) ? { kind, did, kid } : null
  if (kind === 'control' || kind === 'anchor-key') return parseKeyChange(kind, did, value['jwk'])
  if (!isAccreditationKind(to) || (to === 'list' && !isListIdentity(type)) || !isText(type)) return null
  if (kind === 'withdraw') return { kind, to, type, did }
  return kind === 'accredit' && isNumericDate(until) ? { kind, to, type, did, until } : null
}

function parseGovernment({ threshold, governors, publisher }: JsonObject): ListChange | null {
  const key = p256Of(publisher)
  const parsed = Array.isArray(governors) && governors.length <= mostGovernors ? (governors as readonly Json[]).map(parseGovernor) : []
  const known = parsed.filter((governor) => governor !== null)
  if (key === null || known.length === 0 || known.length !== parsed.length) return null
  const keys = [key, ...known.map(({ jwk }) => jwk)].map(({ x }) => x)
  // Nobody may count twice, nor decide by the key that publishes; and two sets that could each decide must share somebody.
  if (new Set(keys).size !== keys.length || new Set(known.map(({ did }) => did)).size !== known.length) return null
  if (typeof threshold !== 'number' || !Number.isSafeInteger(threshold) || threshold > known.length || threshold * 2 <= known.length) return null
  return { kind: 'govern', threshold, governors: known, publisher: key }
}

function parseGovernor(value: Json): Governor | null {
  const jwk = isJsonObject(value) ? p256Of(value['jwk']) : null
  return isJsonObject(value) && isListIdentity(value['did']) && jwk !== null ? { did: value['did'], jwk } : null
}

function parseKeyChange(kind: 'control' | 'anchor-key', did: string, value: Json | undefined): ListChange | null {
  const jwk = p256Of(value)
  return jwk === null ? null : { kind, did, jwk }
}

function p256Of(value: Json | undefined): P256PublicJwk | null {
  const key = parsePublicJwk(value)
  return key?.crv === 'P-256' ? { ...key, crv: 'P-256' } : null
}
