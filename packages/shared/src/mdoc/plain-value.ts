import { isBytes, isCborList, Tagged, type Cbor } from '../cbor/cbor.ts'
import { CborFault } from '../cbor/decode-cbor.ts'
import { toBase64Url } from '../kernel/bytes.ts'
import { bareObject, type Json } from '../kernel/json.ts'

/**
 * A value of CBOR as JSON has it, to be compared and handed on: dates as their text, bytes as base64url, a tag as what it
 * stands before. Throws a `CborFault` for what JSON can't say. @see RFC 8949, section 6.1
 */
export function plainOf(value: Cbor): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value === undefined || typeof value === 'number' || typeof value === 'bigint') throw new CborFault('a value that JSON has not')
  if (isBytes(value)) return toBase64Url(value)
  if (value instanceof Tagged) return plainOf(value.value)
  if (isCborList(value)) return value.map(plainOf)
  const object = bareObject()
  for (const [name, member] of value) object[name] = plainOf(member)
  return object
}
