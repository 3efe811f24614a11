import type { DecodeText } from '../kernel/bytes.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { decodeJson } from './disclosure.ts'

/** A JWT cut into what is signed, what it says, and its signature; nothing about it is verified yet. */
export interface ParsedJwt {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly signingInput: string
  readonly signature: string
}

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/** Cuts a compact JWT; refuses anything but three parts with objects in the first two. Headers are read by `decodeHeader`, as strictly. */
export function parseJwt(compact: string, decodeText?: DecodeText, decodeHeader = decodeJson): ParsedJwt {
  const first = compact.indexOf('.')
  const second = compact.indexOf('.', first + 1)
  if (first < 1 || second < 0 || compact.includes('.', second + 1)) throw malformed('not a compact JWT')
  const header = decodeHeader(compact.slice(0, first), decodeText)
  const payload = decodeJson(compact.slice(first + 1, second), decodeText)
  if (!isJsonObject(header) || !isJsonObject(payload)) throw malformed('a JWT holds objects')
  // Unencoded payloads and unknown critical extensions change what the signature means. @see RFC 7515, section 4.1.11
  if ('crit' in header || 'b64' in header) throw malformed('critical header')
  return { header, payload, signingInput: compact.slice(0, second), signature: compact.slice(second + 1) }
}
