import { describe, expect, it } from 'vitest'
import { firstLanguage } from '@counterfoil/shared/oauth/ui-locales'

describe('the languages that a citizen reads', () => {
  it.each([
    [['cy-GB', 'en'], 'cy'],
    [['fr', 'EN-gb'], 'en'],
    [['fr', 'cymru', ''], null],
    [[], null],
  ] as const)('%j lead to the first that we have: %s', (locales, expected) => {
    expect(firstLanguage(locales)).toBe(expected)
  })
})
