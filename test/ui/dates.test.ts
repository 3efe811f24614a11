import { describe, expect, it } from 'vitest'
import { longDate } from '@counterfoil/ui/words'

describe('a long date', () => {
  it.each([
    ['1957-03-09', 'en', '9 March 1957'],
    ['1957-03-09', 'cy', '9 Mawrth 1957'],
    ['2026-11-24T10:00:00Z', 'cy', '24 Tachwedd 2026'],
    ['tomorrow', 'en', ''],
    ['2026-13-01', 'en', ''],
  ] as const)('of %s in %s is "%s"', (iso, lang, expected) => {
    expect(longDate(iso, lang)).toBe(expected)
  })
})
