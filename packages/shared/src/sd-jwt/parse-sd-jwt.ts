import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseDisclosure, type ArrayPlaces, type Disclosure, type SdJwtReading } from './disclosure.ts'
import { parseJwt, type ParsedJwt } from './parse-jwt.ts'
import { decodeHeader } from './remembered-headers.ts'
import { restoreClaims, type PlacedDisclosure } from './restore-claims.ts'

/** An SD-JWT cut into its parts by the strict rules. */
export interface CutSdJwt {
  readonly issuerJwt: ParsedJwt
  readonly given: readonly Disclosure[]
  /** The key binding JWT, or null when the presentation ends with `~`. */
  readonly keyBinding: ParsedJwt | null
  /** Everything that `sd_hash` covers: up to and including the last `~`. */
  readonly boundText: string
}

/** The same, put together. Its signatures are not verified yet. */
export interface ParsedSdJwt extends Pick<CutSdJwt, 'issuerJwt' | 'keyBinding' | 'boundText'> {
  /** The claims with every disclosure in its place and no trace of digests. */
  readonly claims: JsonObject
  readonly places: ArrayPlaces
  readonly disclosures: readonly PlacedDisclosure[]
}

const limits = { characters: 262_144, disclosures: 200 } as const

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/** Cuts a presentation; what its disclosures say is not yet known to be signed. Refuses with `malformed_credential`. @see RFC 9901, section 7.1, steps 1 to 3 */
export function cutSdJwt(presentation: string, reading: SdJwtReading): CutSdJwt {
  if (presentation.length > limits.characters) throw malformed('too large')
  const end = presentation.lastIndexOf('~')
  if (end < 0) throw malformed('no tilde')
  const boundText = presentation.slice(0, end + 1)
  const [compact = '', ...encoded] = presentation.slice(0, end).split('~')
  if (encoded.length > limits.disclosures) throw malformed('too many disclosures')
  const issuerJwt = parseJwt(compact, reading.decodeText, decodeHeader)
  const algorithm = issuerJwt.payload['_sd_alg']
  if (algorithm !== undefined && algorithm !== 'sha-256') throw malformed('_sd_alg')
  const given = encoded.map((text) => parseDisclosure(text, reading))
  return { issuerJwt, given, keyBinding: end === presentation.length - 1 ? null : parseJwt(presentation.slice(end + 1), reading.decodeText, decodeHeader), boundText }
}

/**
 * Parses a presentation by every structural rule of the standard. Refuses with `malformed_credential`.
 * @see RFC 9901, section 7.1
 */
export function parseSdJwt(presentation: string, reading: SdJwtReading): ParsedSdJwt {
  const { given, ...parts } = cutSdJwt(presentation, reading)
  return { ...parts, ...restoreClaims(parts.issuerJwt.payload, given) }
}

/**
 * Parses a credential as its issuer hands it to the holder. A key binding in it would be somebody else's presentation:
 * refused with `malformed_credential` like the rest. @see RFC 9901, section 7.2
 */
export function parseIssuedSdJwt(credential: string, reading: SdJwtReading): ParsedSdJwt {
  const parsed = parseSdJwt(credential, reading)
  if (parsed.keyBinding !== null) throw malformed('a credential as issued has no key binding')
  return parsed
}
