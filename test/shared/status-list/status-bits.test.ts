import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64Url } from '@counterfoil/shared/kernel/bytes'
import { entriesOf, makeStatusBits, readStatus, writeStatus, type BitsPerEntry, type StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { vectorsOf } from '../../support/vectors.ts'

interface Vector {
  readonly entries: number
  readonly othersAreValid: boolean
  readonly status_list: { readonly bits: BitsPerEntry; readonly lst: string }
  readonly statuses: Readonly<Record<string, number>>
}

const vectors = vectorsOf<Vector>('token-status-list')
const bytesOf = (lst: string): Uint8Array => new Uint8Array(inflateSync(fromBase64Url(lst) ?? new Uint8Array()))

describe('the vectors of Token Status List', () => {
  it('STA-10: are there for every number of bits', () => {
    expect(new Set(vectors.map(([, { status_list: list }]) => list.bits))).toEqual(new Set([1, 2, 4, 8]))
  })

  it.each(vectors)('STA-10: %s: is read entry by entry', (_name, { entries, othersAreValid, status_list: { bits, lst }, statuses }) => {
    const list: StatusBits = { bits, bytes: bytesOf(lst) }
    expect(entriesOf(list)).toBe(entries)
    expect(Object.fromEntries(Object.keys(statuses).map((index) => [index, readStatus(list, Number(index))]))).toEqual(statuses)
    if (othersAreValid) for (let index = 0; index < entries; index += 997) if (!Object.hasOwn(statuses, index)) expect(readStatus(list, index)).toBe(0)
  })

  it.each(vectors)('STA-10: %s: is written byte by byte', (_name, { entries, status_list: { bits, lst }, statuses }) => {
    const list = makeStatusBits(entries, bits)
    for (const [index, value] of Object.entries(statuses)) writeStatus(list, Number(index), value)
    expect(Buffer.from(list.bytes).equals(Buffer.from(bytesOf(lst)))).toBe(true)
  })
})

const bits = fc.constantFrom<BitsPerEntry>(1, 2, 4, 8)

describe('a status list', () => {
  it('says of every entry what was last written there, whatever else was written', () => {
    const writes = bits.chain((each) => fc.tuple(fc.constant(each), fc.integer({ min: 1, max: 500 }), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 ** each - 1 })), { maxLength: 60 })))
    fc.assert(
      fc.property(writes, ([each, entries, list]) => {
        const made = makeStatusBits(entries, each)
        const model = new Map<number, number>()
        for (const [index, value] of list) {
          writeStatus(made, index % entries, value)
          model.set(index % entries, value)
        }
        for (let index = 0; index < entries; index += 1) expect(readStatus(made, index)).toBe(model.get(index) ?? 0)
      }),
    )
  })

  it('has room for every entry, also when their number fills no last byte', () => {
    fc.assert(
      fc.property(bits, fc.integer({ min: 1, max: 1000 }), (each, entries) => {
        expect(entriesOf(makeStatusBits(entries, each))).toBeGreaterThanOrEqual(entries)
      }),
    )
  })

  it.each([-1, 16, 17, 2 ** 31, 2 ** 32, 2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -0.5])('STA-01: has no entry %d', (index) => {
    const list = makeStatusBits(16, 1)
    expect(readStatus(list, index)).toBeNull()
    expect(() => writeStatus(list, index, 1)).toThrow(RangeError)
    expect(list.bytes).toEqual(new Uint8Array(2))
  })

  it.each<[BitsPerEntry, number]>([[1, 2], [2, 4], [4, 16], [8, 256], [2, -1], [2, 0.5], [2, Number.NaN]])('of %d bits refuses to write %d, which would stand for another status', (each, value) => {
    const list = makeStatusBits(8, each)
    expect(() => writeStatus(list, 3, value)).toThrow(RangeError)
    expect(readStatus(list, 3)).toBe(0)
  })
})
