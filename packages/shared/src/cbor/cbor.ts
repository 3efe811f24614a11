/** A tagged value. @see RFC 8949, section 3.4 */
export class Tagged {
  readonly tag: number
  readonly value: Cbor
  /** All of its bytes, as they came, which digests cover; empty for one that is being written. */
  readonly encoded: Uint8Array

  constructor(tag: number, value: Cbor, encoded: Uint8Array = new Uint8Array()) {
    this.tag = tag
    this.value = value
    this.encoded = encoded
  }
}

export type CborMap = ReadonlyMap<string | number, Cbor>
export type Cbor = string | number | bigint | boolean | null | undefined | Uint8Array | Tagged | CborMap | readonly Cbor[]

export const isCborMap = (value: Cbor): value is CborMap => value instanceof Map
export const isBytes = (value: Cbor): value is Uint8Array => value instanceof Uint8Array
export const isCborList = (value: Cbor): value is readonly Cbor[] => Array.isArray(value)

/** An item of CBOR within a byte string. @see RFC 8949, section 3.4.5.1 */
export const embeddedCbor = 24
