import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { textOfBase64Url } from '@counterfoil/shared/kernel/bytes'

describe('text of base64url', () => {
  it('is what was encoded', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decodeText(Buffer.from(text).toString('base64url')) === text))
  })

  it('is taken and refused just as anywhere else', () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map((value) => Buffer.from(value).toString('base64url'))
    const almost = fc.string({ unit: fc.constantFrom(...'ABwx01-_+/= \nŵ'), maxLength: 12 })
    fc.assert(
      fc.property(fc.oneof(bytes, almost), (encoded) => decodeText(encoded) === textOfBase64Url(encoded)),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['spare bits set', 'QR'],
    ['padding', 'QQ=='],
    ['the other alphabet', '-_8'.replace('-', '+')],
    ['white space', 'Q Q'],
    ['half a character', Buffer.from([0xc5]).toString('base64url')],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]).toString('base64url')],
  ])('is none with %s', (_what, encoded) => {
    expect(decodeText(encoded)).toBeNull()
    expect(textOfBase64Url(encoded)).toBeNull()
  })
})
