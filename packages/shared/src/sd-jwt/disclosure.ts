import { textOfBase64Url, type DecodeText } from '../kernel/bytes.ts'
import type { Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

/** A step into a credential: a member's name or an element's position. */
export type PathStep = string | number

/**
 * Where the elements of an array stood when it was signed, for every array that has undisclosed ones: leaving those
 * out moves the others up, but a path means the credential's positions.
 */
export type ArrayPlaces = ReadonlyMap<readonly Json[], readonly number[]>

/** One disclosure as it was presented: the exact text, which the digest covers, and what it says. @see RFC 9901, section 4.2 */
export interface Disclosure {
  readonly encoded: string
  readonly digest: string
  /** Null for the element of an array. */
  readonly name: string | null
  readonly value: Json
}

/** Names with a meaning of their own to the format. @see RFC 9901, sections 4.1 and 7.1 */
export const reservedNames: ReadonlySet<string> = new Set(['_sd', '_sd_alg', '...'])

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/** What reading an SD-JWT takes from its platform. */
export interface SdJwtReading {
  /** SHA-256 of ASCII text, as base64url. */
  readonly sha256: (text: string) => string
  /** A platform may offer a faster one. */
  readonly decodeText?: DecodeText
}

/** Decodes base64url JSON strictly: canonical text, valid UTF-8, no member twice. */
export function decodeJson(encoded: string, decodeText: DecodeText = textOfBase64Url): unknown {
  const text = decodeText(encoded)
  if (text === null) throw malformed('not canonical base64url of UTF-8')
  const parsed = parseUniqueJson(text)
  if ('fault' in parsed) throw malformed(parsed.fault)
  return parsed.value
}

export function parseDisclosure(encoded: string, { sha256, decodeText }: SdJwtReading): Disclosure {
  const parts = decodeJson(encoded, decodeText)
  if (!Array.isArray(parts) || (parts.length !== 2 && parts.length !== 3)) throw malformed('a disclosure has two or three elements')
  const [salt] = parts
  if (typeof salt !== 'string' || salt === '') throw malformed('a disclosure starts with its salt')
  const digest = sha256(encoded)
  if (parts.length === 2) return { encoded, digest, name: null, value: parts[1] as Json }
  const name: unknown = parts[1]
  if (typeof name !== 'string' || reservedNames.has(name)) throw malformed('a disclosure may not be named so')
  return { encoded, digest, name, value: parts[2] as Json }
}
