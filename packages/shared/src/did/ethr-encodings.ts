import { toBase58 } from '../kernel/base58.ts'
import { fromHex, strictUtf8 } from '../kernel/bytes.ts'
import type { Json } from '../kernel/json.ts'
import type { VerificationMethod } from './did-document.ts'

/** A key or service in force can't be written as it is said to be: there is no document then, as with the stock resolver. */
export class NotWritable extends Error {}

/** How a key, hexadecimal in an event, stands in a document. */
export interface KeyEncoding {
  readonly write: (value: string) => Partial<VerificationMethod>
  /** Throws `NotWritable`. A key that can't be written is none from its publication on, also when it ended since. */
  readonly check?: (value: string) => void
}

/** No key is so long, and writing it in base58 would take its square. */
const longestBase58 = 4096

const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array()

function textOf(hex: string): string {
  try {
    return strictUtf8(bytesOf(hex))
  } catch (cause) {
    throw new NotWritable('Not UTF-8.', { cause })
  }
}

/** Where a service is found. Throws `NotWritable`. */
export function jsonOrText(hex: string): Json {
  const text = textOf(hex)
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function checkLength(hex: string): void {
  if (hex.length > longestBase58 * 2) throw new NotWritable('Too long for base58.')
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

const hex: KeyEncoding = { write: (value) => ({ publicKeyHex: value }) }
const encodings = new Map<string | undefined, KeyEncoding>([
  [undefined, hex],
  ['hex', hex],
  ['base64', { write: (value) => ({ publicKeyBase64: toBase64(bytesOf(value)) }) }],
  ['base58', { write: (value) => ({ publicKeyBase58: toBase58(bytesOf(value)) }), check: checkLength }],
  ['pem', { write: (value) => ({ publicKeyPem: textOf(value) }), check: textOf }],
])
const unknown: KeyEncoding = { write: (value) => ({ value }) }

/** @see did:ethr method specification, "Public Keys" */
export const encodingOf = (name: string | undefined): KeyEncoding => encodings.get(name) ?? unknown
