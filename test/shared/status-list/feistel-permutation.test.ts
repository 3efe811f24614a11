import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permute, type Prf } from '@counterfoil/shared/status-list/feistel-permutation'

const prfOf = (key: string): Prf => {
  const start = Buffer.from(hash('sha256', key, 'buffer'))
  return (message) => hash('sha256', Buffer.concat([start, message]), 'buffer')
}
const places = (size: number, key = 'a key'): number[] => {
  const prf = prfOf(key)
  return Array.from({ length: size }, (_, counter) => permute(counter, size, prf))
}

describe('the permutation of status indices', () => {
  it('STA-14: gives each place once, for every small size', () => {
    for (let size = 1; size <= 70; size += 1) {
      const given = places(size)
      expect(new Set(given).size).toBe(size)
      expect(given.every((place) => Number.isInteger(place) && place >= 0 && place < size)).toBe(true)
    }
  })

  it('STA-14: gives each place once, for any size and key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 71, max: 2000 }), fc.string(), (size, key) => {
        expect(new Set(places(size, key)).size).toBe(size)
      }),
      { numRuns: 10 },
    )
  })

  it('gives places within the size of lists beyond 2^32, too, and never two alike', () => {
    const prf = prfOf('a key')
    for (const size of [2 ** 31, 2 ** 32 + 1, 2 ** 40]) {
      const given = Array.from({ length: 200 }, (_, each) => permute(size - 1 - each, size, prf))
      expect(new Set(given).size).toBe(200)
      expect(given.every((place) => place >= 0 && place < size)).toBe(true)
    }
  })

  it('STA-15: tells nothing of the next place by the one before: differences are spread as if by chance', () => {
    const size = 2 ** 12
    const given = places(size)
    const differences = given.slice(1).map((place, index) => (place - (given[index] ?? 0) + size) % size)
    // Hardly any difference comes twice as often as chance has it, and none is common.
    expect(new Set(differences).size).toBeGreaterThan(size * 0.6)
    expect(Math.max(...countsOf(differences))).toBeLessThanOrEqual(10)
    // Chi-square over 64 bins of places given to the first quarter of counters: 63 degrees, 1 in 10,000 is above 113.
    const bins = Array.from({ length: 64 }, () => 0)
    for (const place of given.slice(0, size / 4)) bins[Math.floor(place / (size / 64))] = (bins[Math.floor(place / (size / 64))] ?? 0) + 1
    const expected = size / 4 / 64
    expect(bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(113)
  })

  it('STA-15: keeps no order: of two neighbours either comes first', () => {
    const given = places(2 ** 12)
    const rising = given.slice(1).filter((place, index) => place > (given[index] ?? 0)).length / given.length
    expect(rising).toBeGreaterThan(0.47)
    expect(rising).toBeLessThan(0.53)
  })

  it('STA-15: is not a line, nor an exclusive or, of its counter', () => {
    const given = places(4096)
    const differing = (relation: (counter: number, place: number) => number): number => new Set(given.map((place, counter) => relation(counter, place))).size
    for (const factor of [1, 2, 3, 5, 7, 11, 4095]) expect(differing((counter, place) => (place - factor * counter + factor * 4096) % 4096)).toBeGreaterThan(2000)
    expect(differing((counter, place) => counter ^ place)).toBeGreaterThan(2000)
  })

  it('is another one with another key', () => {
    const [one, other] = [places(1000, 'one'), places(1000, 'other')]
    expect(one.filter((place, counter) => place === other[counter]).length).toBeLessThan(10)
  })

  it.each([
    ['a negative counter', -1, 10],
    ['a counter beyond the last', 10, 10],
    ['half a counter', 0.5, 10],
    ['no places', 0, 0],
    ['half a place', 0, 1.5],
    ['places without number', 0, Number.NaN],
    ['places without end', 0, Number.POSITIVE_INFINITY],
  ])('refuses %s', (_what, counter, size) => {
    expect(() => permute(counter, size, prfOf('k'))).toThrow(RangeError)
  })
})

function countsOf(values: readonly number[]): number[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.values()]
}
