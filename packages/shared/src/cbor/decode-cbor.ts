import { joined, strictUtf8 } from '../kernel/bytes.ts'
import { embeddedCbor, Tagged, type Cbor } from './cbor.ts'

/** Why bytes are not taken as CBOR; never what they say. */
export class CborFault extends Error {}

const deepest = 24
const most = 65_536
const fault = (why: string): CborFault => new CborFault(why)

/**
 * Decodes one item of CBOR and nothing after it, strictly: no key of a map twice, keys that are text or whole numbers, text that is
 * UTF-8, no length that isn't there. Lengths may be indefinite, as ISO/IEC 18013-5 lets a wallet write; numbers may be longer than they need.
 * Throws a `CborFault`. @see RFC 8949, sections 5.1 and 5.6
 */
export function decodeCbor(bytes: Uint8Array): Cbor {
  const reader = new Reader(bytes)
  const value = reader.item(0)
  if (reader.place !== bytes.length) throw fault('something follows')
  return value
}

/** A break, which ends what is of indefinite length. */
const ended = Symbol('break')

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  place = 0
  #items = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  item(depth: number): Cbor {
    const value = this.#read(depth)
    if (value === ended) throw fault('a break without a beginning')
    return value
  }

  #read(depth: number): Cbor | typeof ended {
    this.#items += 1
    if (depth > deepest) throw fault('too deep')
    if (this.#items > most) throw fault('too many items')
    const start = this.place
    const first = this.#byte()
    const [kind, detail] = [first >> 5, first & 0x1f]
    if (kind === 7) return this.#simple(detail)
    if (detail === 31) return this.#indefinite(kind, depth)
    const argument = this.#argument(detail)
    switch (kind) {
      case 0:
        return argument
      case 1:
        return typeof argument === 'bigint' ? -1n - argument : -1 - argument
      case 2:
        return this.#take(argument)
      case 3:
        return text(this.#take(argument))
      case 4:
        return this.#list(this.#length(argument), depth)
      case 5:
        return this.#map(this.#length(argument), depth)
      default:
        return this.#tagged(argument, depth, start)
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.place]
    if (byte === undefined) throw fault('cut off')
    this.place += 1
    return byte
  }

  #bytesLeft(length: number): number {
    const start = this.place
    if (length > this.#bytes.length - start) throw fault('cut off')
    this.place += length
    return start
  }

  #argument(detail: number): number | bigint {
    if (detail < 24) return detail
    if (detail === 24) return this.#byte()
    if (detail === 25) return this.#view.getUint16(this.#bytesLeft(2))
    if (detail === 26) return this.#view.getUint32(this.#bytesLeft(4))
    if (detail !== 27) throw fault('a reserved length')
    const whole = this.#view.getBigUint64(this.#bytesLeft(8))
    return whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : whole
  }

  /** Nothing is made for a length before its items are there. */
  #length(argument: number | bigint): number {
    if (argument > this.#bytes.length - this.place) throw fault('cut off')
    return Number(argument)
  }

  #take(argument: number | bigint): Uint8Array {
    const length = this.#length(argument)
    const start = this.#bytesLeft(length)
    return this.#bytes.subarray(start, start + length)
  }

  #list(length: number, depth: number): Cbor[] {
    const items: Cbor[] = []
    for (let at = 0; at < length; at += 1) items.push(this.item(depth + 1))
    return items
  }

  #map(length: number, depth: number): Map<string | number, Cbor> {
    const map = new Map<string | number, Cbor>()
    for (let at = 0; at < length; at += 1) put(map, this.item(depth + 1), () => this.item(depth + 1))
    return map
  }

  #tagged(tag: number | bigint, depth: number, start: number): Tagged {
    const value = this.item(depth + 1)
    if (typeof tag === 'bigint') throw fault('a tag that nobody has')
    if (tag === embeddedCbor && !(value instanceof Uint8Array)) throw fault('embedded CBOR that is no byte string')
    return new Tagged(tag, value, this.#bytes.subarray(start, this.place))
  }

  #indefinite(kind: number, depth: number): Cbor {
    if (kind === 2 || kind === 3) return this.#chunks(kind)
    if (kind === 4) return [...this.#untilBreak(depth)]
    if (kind !== 5) throw fault('an indefinite length of what has none')
    const map = new Map<string | number, Cbor>()
    const items = [...this.#untilBreak(depth)]
    if (items.length % 2 !== 0) throw fault('a key without a value')
    for (let at = 0; at < items.length; at += 2) put(map, items[at], () => items[at + 1])
    return map
  }

  *#untilBreak(depth: number): Generator<Cbor> {
    for (let next = this.#read(depth + 1); next !== ended; next = this.#read(depth + 1)) yield next
  }

  /** Chunks are of definite length, and of the same kind. @see RFC 8949, section 3.2.3 */
  #chunks(kind: 2 | 3): Uint8Array | string {
    const chunks: Uint8Array[] = []
    for (let first = this.#byte(); first !== 0xff; first = this.#byte()) {
      this.#items += 1
      if (first >> 5 !== kind || (first & 0x1f) === 31 || this.#items > most) throw fault('a chunk of something else')
      chunks.push(this.#take(this.#argument(first & 0x1f)))
    }
    if (kind === 3) return chunks.map(text).join('')
    return joined(chunks)
  }

  #simple(detail: number): Cbor | typeof ended {
    switch (detail) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 23:
        return undefined
      case 25:
        return half(this.#view.getUint16(this.#bytesLeft(2)))
      case 26:
        return this.#view.getFloat32(this.#bytesLeft(4))
      case 27:
        return this.#view.getFloat64(this.#bytesLeft(8))
      case 31:
        return ended
      default:
        throw fault('a simple value that nobody has')
    }
  }
}

function text(bytes: Uint8Array): string {
  try {
    return strictUtf8(bytes)
  } catch {
    throw fault('text that is not UTF-8')
  }
}

function put(map: Map<string | number, Cbor>, key: Cbor, valueOf: () => Cbor): void {
  if (typeof key !== 'string' && !Number.isSafeInteger(key)) throw fault('a key of another kind')
  if (map.has(key as string | number)) throw fault('a key twice')
  map.set(key as string | number, valueOf()) // either: seen above
}

/** @see RFC 8949, appendix D */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff]
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN) : (fraction + 1024) * 2 ** (exponent - 25)
  return (bits & 0x8000) === 0 ? size : -size
}
