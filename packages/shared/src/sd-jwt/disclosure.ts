import { fromBase64Url, strictUtf8 } from '../kernel/bytes.ts'
import type { Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'

/** A step into a credential: a member's name or an element's position. */
export type PathStep = string | number

/** One disclosure as it was presented: the exact text, which the digest covers, and what it says. @see RFC 9901, section 4.2 */
export interface Disclosure {
  readonly encoded: string
  readonly digest: string
  /** Null for the element of an array. */
  readonly name: string | null
  readonly value: Json
}

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/** Decodes base64url JSON strictly: canonical text, valid UTF-8. */
export function decodeJson(encoded: string): unknown {
  const bytes = fromBase64Url(encoded)
  if (bytes === null) throw malformed('not canonical base64url')
  try {
    return JSON.parse(strictUtf8(bytes))
  } catch {
    throw malformed('not JSON in UTF-8')
  }
}

export function parseDisclosure(encoded: string, sha256: (text: string) => string): Disclosure {
  const parts = decodeJson(encoded)
  if (!Array.isArray(parts) || (parts.length !== 2 && parts.length !== 3)) throw malformed('a disclosure has two or three elements')
  const [salt] = parts
  if (typeof salt !== 'string' || salt === '') throw malformed('a disclosure starts with its salt')
  const digest = sha256(encoded)
  if (parts.length === 2) return { encoded, digest, name: null, value: parts[1] as Json }
  const name: unknown = parts[1]
  if (typeof name !== 'string' || name === '_sd' || name === '...') throw malformed('a disclosure may not be named so')
  return { encoded, digest, name, value: parts[2] as Json }
}

/** An object without a prototype, so that no name in a credential reaches one. */
export const bareObject = (): Record<string, Json> => Object.create(null) as Record<string, Json>
