import { joined, utf8 } from '../kernel/bytes.ts'
import { embeddedCbor, isBytes, isCborList, isCborMap, Tagged, type Cbor } from './cbor.ts'

/** Encodes what holder and verifier must both write the same: whole numbers, text, bytes, lists, maps in their order, tags. @see RFC 8949, section 4.2.1 */
export function encodeCbor(value: Cbor): Uint8Array {
  const parts: Uint8Array[] = []
  write(value, parts)
  return joined(parts)
}

/** An item as the content of a byte string, tagged as CBOR. */
export const embed = (encoded: Uint8Array): Tagged => new Tagged(embeddedCbor, encoded)

function write(value: Cbor, parts: Uint8Array[]): void {
  if (value === null) parts.push(Uint8Array.of(0xf6))
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? 0xf5 : 0xf4))
  else if (typeof value === 'number' && Number.isSafeInteger(value)) parts.push(value < 0 ? head(1, -1 - value) : head(0, value))
  else if (typeof value === 'string') writeBytes(3, utf8(value), parts)
  else if (isBytes(value)) writeBytes(2, value, parts)
  else if (isCborList(value)) {
    parts.push(head(4, value.length))
    for (const item of value) write(item, parts)
  } else if (isCborMap(value)) {
    parts.push(head(5, value.size))
    for (const [key, item] of value) {
      write(key, parts)
      write(item, parts)
    }
  } else if (value instanceof Tagged) {
    // As it came: digests and signatures cover those very bytes.
    if (value.encoded.length > 0) parts.push(value.encoded)
    else {
      parts.push(head(6, value.tag))
      write(value.value, parts)
    }
  } else throw new TypeError('not written as CBOR here')
}

function writeBytes(kind: number, bytes: Uint8Array, parts: Uint8Array[]): void {
  parts.push(head(kind, bytes.length), bytes)
}

function head(kind: number, argument: number): Uint8Array {
  const first = kind << 5
  if (argument < 24) return Uint8Array.of(first | argument)
  if (argument < 0x100) return Uint8Array.of(first | 24, argument)
  const bytes = new Uint8Array(argument < 0x1_0000 ? 3 : argument < 0x1_0000_0000 ? 5 : 9)
  const view = new DataView(bytes.buffer)
  bytes[0] = first | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27)
  if (bytes.length === 3) view.setUint16(1, argument)
  else if (bytes.length === 5) view.setUint32(1, argument)
  else view.setBigUint64(1, BigInt(argument))
  return bytes
}
