import { describe, expect, it } from 'vitest'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'

describe('a text that reads as it is', () => {
  it.each(['Ann', "O'Shea", 'Llanfairpwllgwyngyll', 'Ŵyn â blew', '12 High Street, Flat 2/3', '李小龍', 'محمد', 'क्\u200dष', 'é', '😀', '', '\u00a0'])('may be %j', (text) => {
    expect(isReadable(text)).toBe(true)
  })

  it.each([
    ['a line break', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['a tab', 'a\tb'],
    ['a null', 'a\u0000'],
    ['a control of the upper half', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['an override from right to left', 'a\u202eb'],
    ['an isolate', 'a\u2066b'],
    ['a mark from right to left', 'a\u200fb'],
    ['an Arabic letter mark', 'a\u061cb'],
    ['a space that does not show', 'a\u200bb'],
    ['a word joiner', 'a\u2060b'],
    ['a byte order mark', '\ufeffa'],
    ['an annotation', 'a\ufff9b'],
    ['a tag that does not show', 'a\u{e0061}b'],
    ['half a character', 'a\ud800b'],
  ])('has not %s', (_what, text) => {
    expect(isReadable(text)).toBe(false)
  })
})
