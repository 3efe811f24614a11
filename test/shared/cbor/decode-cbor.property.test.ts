import { encode as encodeOutside } from 'cbor2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CborFault, decodeCbor } from '@counterfoil/shared/cbor/decode-cbor'
import { encodeCbor } from '@counterfoil/shared/cbor/encode-cbor'

/** A CborFault, or what the bytes say; any other error is let through and fails the test. */
function decodedOrRefused(bytes: Uint8Array): unknown {
  try {
    return decodeCbor(bytes)
  } catch (error) {
    if (error instanceof CborFault) return error
    throw error
  }
}

const repeated = (head: readonly number[], times: number, end: readonly number[] = []): Uint8Array => new Uint8Array([...Array.from({ length: times }, () => head).flat(), ...end])
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, fc.string(), fc.boolean(), fc.integer(), fc.constant(null), fc.uint8Array(), fc.array(tie('value'), { maxLength: 5 }), fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 5 }).map((entries) => new Map(entries))),
})).value

describe('CBOR of which anything is made up', () => {
  it('is a value or a fault, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodedOrRefused(bytes)), { numRuns: 10_000 })
  })

  it('is a value or a fault when one byte of good CBOR is another', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), (value, place, byte) => {
        const bytes = new Uint8Array(encodeOutside(value))
        bytes[place % bytes.length] = byte
        decodedOrRefused(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it('that another library wrote is read, and written again is read the same', () => {
    fc.assert(
      fc.property(values, (value) => {
        const read = decodeCbor(new Uint8Array(encodeOutside(value)))
        expect(decodeCbor(encodeCbor(read))).toEqual(read)
      }),
      { numRuns: 1000 },
    )
  })

  it('is refused when it is cut short', () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, length) => {
        const bytes = new Uint8Array(encodeOutside(value))
        expect(decodedOrRefused(bytes.slice(0, length % bytes.length))).toBeInstanceOf(CborFault)
      }),
      { numRuns: 1000 },
    )
  })

  it.each<[string, Uint8Array]>([
    ['100,000 lists, each within another', repeated([0x81], 100_000, [0])],
    ['100,000 tags', repeated([0xc1], 100_000, [0])],
    ['100,000 lists without an end', repeated([0x9f], 100_000)],
    ['a list that says it has 2^64 - 1 members', new Uint8Array([0x9b, ...Array.from({ length: 8 }, () => 0xff)])],
    ['a map that says it has 2^63 members', new Uint8Array([0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0])],
    ['bytes that say they are 4 GiB', new Uint8Array([0x5a, 0xff, 0xff, 0xff, 0xff, 1])],
    ['text that says it is 2^53 bytes', new Uint8Array([0x7b, 0, 0x20, 0, 0, 0, 0, 0, 0])],
    ['a list of 100,000 members', new Uint8Array([0x9f, ...Array.from({ length: 100_000 }, () => 0), 0xff])],
    ['embedded CBOR within itself, cut short', new Uint8Array([0xd8, 0x18, 0x5a, 0, 0, 0, 9, 0xd8, 0x18])],
  ])('is refused as %s', (_what, bytes) => {
    expect(decodedOrRefused(bytes)).toBeInstanceOf(CborFault)
  })
})
