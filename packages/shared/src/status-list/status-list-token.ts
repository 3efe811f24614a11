import { fromBase64Url, toBase64Url } from '../kernel/bytes.ts'
import { isNumericDate, seconds, type EpochSeconds, type Seconds } from '../kernel/branded.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseJwt, type ParsedJwt } from '../sd-jwt/parse-jwt.ts'
import type { BitsPerEntry, StatusBits } from './status-bits.ts'

/** @see Token Status List, section 5.1 */
export const statusListType = 'statuslist+jwt'
/** An inflated list larger than this is refused unread: 16 million entries of two bits. */
export const largestList = 4 * 1024 * 1024
/** The same for a token: its list deflated, in base64url, and signed. */
const largestToken = 2 * 1024 * 1024
const skew = 60

export interface StatusListFacts {
  readonly uri: string
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly ttl: Seconds
}

/** The claims of a Status List Token; `deflate` is zlib (RFC 1950), and a platform may encode faster. @see Token Status List, section 5.1 */
export const statusListClaims = (
  facts: StatusListFacts,
  list: StatusBits,
  deflate: (bytes: Uint8Array) => Uint8Array,
  encode: (bytes: Uint8Array) => string = toBase64Url,
): JsonObject => ({
  sub: facts.uri,
  iat: facts.issuedAt,
  exp: facts.expiresAt,
  ttl: facts.ttl,
  status_list: { bits: list.bits, lst: encode(deflate(list.bytes)) },
})

/** A status list in whatever form it is published; its signature is not verified yet. */
export interface ReadStatusList {
  /** The DID URL of the key that signed it. */
  readonly kid: string | null
  /** Certificates in base64 of DER, the leaf first; empty when there are none. */
  readonly x5c: readonly string[]
  readonly signed: { readonly input: string | Uint8Array; readonly signature: string }
  readonly list: StatusBits
  readonly issuedAt: number
  readonly expiresAt: number | null
  readonly ttl: Seconds
}

export interface ParsedStatusList extends ReadStatusList {
  readonly jwt: ParsedJwt
}

const invalid = (detail: string): Refusal => new Refusal('invalid_status_list', { detail })
export const isBitsPerEntry = (value: unknown): value is BitsPerEntry => value === 1 || value === 2 || value === 4 || value === 8

/** How long a list may be used before it is asked for again: its own `ttl`, within a minute and a day. */
export const clampTtl = (ttl: unknown): Seconds =>
  seconds(typeof ttl === 'number' && Number.isFinite(ttl) ? Math.min(86_400, Math.max(60, ttl)) : 300)

/**
 * Parses a Status List Token by every rule but its signature, which is the caller's to verify with `jwt`.
 * Refuses with `invalid_status_list`. @see Token Status List, section 8.3
 */
export function parseStatusListToken(
  compact: string,
  expected: { readonly uri: string; readonly now: EpochSeconds; readonly notBefore?: number },
  inflate: (bytes: Uint8Array, largest: number) => Uint8Array,
): ParsedStatusList {
  const jwt = parseStatusJwt(compact)
  const { sub, iat, exp, ttl, status_list: statusList } = jwt.payload
  if (jwt.header['typ'] !== statusListType || jwt.header['alg'] !== 'ES256') throw invalid('typ or alg')
  if (sub !== expected.uri) throw invalid('sub is not the uri of the credential')
  if (jwt.payload['aud'] !== undefined) throw invalid('aud')
  const dates = datesOfList({ iat, exp, nbf: jwt.payload['nbf'], ttl }, expected)
  if (!isJsonObject(statusList) || !isBitsPerEntry(statusList['bits']) || typeof statusList['lst'] !== 'string') throw invalid('status_list')
  const deflated = fromBase64Url(statusList['lst'])
  if (deflated === null) throw invalid('lst')
  return {
    jwt,
    kid: typeof jwt.header['kid'] === 'string' ? jwt.header['kid'] : null,
    x5c: certificatesIn(jwt.header),
    signed: { input: jwt.signingInput, signature: jwt.signature },
    list: { bits: statusList['bits'], bytes: inflateStrictly(deflated, inflate) },
    ...dates,
  }
}

/** Those of the header; none of what is no list of texts. */
export const certificatesIn = ({ x5c }: JsonObject): readonly string[] => (Array.isArray(x5c) && x5c.every((certificate): certificate is string => typeof certificate === 'string') ? x5c : [])

/** The dates of a list that may be used now. A list for the whole world has no audience, and none of ours would be meant by one. */
export function datesOfList(
  { iat, exp, nbf, ttl }: { readonly iat: unknown; readonly exp: unknown; readonly nbf: unknown; readonly ttl: unknown },
  expected: { readonly now: EpochSeconds; readonly notBefore?: number },
): Pick<ReadStatusList, 'issuedAt' | 'expiresAt' | 'ttl'> {
  if (!isNumericDate(iat) || iat > expected.now + skew) throw invalid('iat')
  if (iat < (expected.notBefore ?? 0)) throw invalid('an older list than one already seen')
  if (exp !== undefined && (!isNumericDate(exp) || exp <= expected.now)) throw invalid('expired')
  if (nbf !== undefined && (!isNumericDate(nbf) || nbf > expected.now + skew)) throw invalid('nbf')
  return { issuedAt: iat, expiresAt: exp ?? null, ttl: clampTtl(ttl) }
}

function parseStatusJwt(compact: string): ParsedJwt {
  if (compact.length > largestToken) throw invalid('too large')
  try {
    return parseJwt(compact)
  } catch (cause) {
    throw new Refusal('invalid_status_list', { detail: 'not a JWT', cause })
  }
}

/** Refuses what doesn't inflate, or to more than a list may be. */
export function inflateStrictly(deflated: Uint8Array, inflate: (bytes: Uint8Array, largest: number) => Uint8Array): Uint8Array {
  try {
    const bytes = inflate(deflated, largestList)
    if (bytes.length <= largestList) return bytes
  } catch (cause) {
    throw new Refusal('invalid_status_list', { detail: 'lst does not inflate', cause })
  }
  throw invalid('lst is too large')
}
