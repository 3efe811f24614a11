import { describe, expect, it } from 'vitest'
import { isNumericDate } from '@counterfoil/shared/kernel/branded'

describe('a date in a JWT', () => {
  it.each([0, 1, 1_800_000_000, 1_800_000_000.5, 253_402_300_799])('may be %d', (value) => {
    expect(isNumericDate(value)).toBe(true)
    expect(new Date(value * 1000).toISOString()).toMatch(/^\d{4}-/)
  })

  it.each([-1, -1e-9, 253_402_300_800, 1e15, 1e308, Number.POSITIVE_INFINITY, Number.NaN, '1800000000', null, undefined, true, [1], {}])('is not %s', (value) => {
    expect(isNumericDate(value)).toBe(false)
  })
})
