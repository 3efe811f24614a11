import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast } from '@counterfoil/shared/catalogue/contrast'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#0000ff', '#ffffff', 8.59],
  ])('of %s on %s is %d, as WCAG computes it', (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 2)
  })

  it('lies between 1 and 21 and is the same either way round', () => {
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        const found = contrast(one, other)
        expect(found).toBeGreaterThanOrEqual(1)
        expect(found).toBeLessThanOrEqual(21)
        expect(contrast(other, one)).toBe(found)
      }),
    )
  })
})
