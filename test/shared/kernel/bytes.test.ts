import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromBase64Url, fromHex, strictUtf8, textOfBase64Url, toBase64Url, toHex, utf8 } from '@counterfoil/shared/kernel/bytes'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const bytes = fc.uint8Array({ maxLength: 70 })

describe('base64url', () => {
  it('writes bytes as the platform does, and reads them back', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = toBase64Url(value)
        expect(text).toBe(Buffer.from(value).toString('base64url'))
        expect(fromBase64Url(text)).toEqual(new Uint8Array(value))
      }),
    )
  })

  it('has one spelling for any bytes: of all texts of one to three characters, those alone are read that would be written', () => {
    const texts = [...alphabet].flatMap((one) => [one, ...[...alphabet].flatMap((two) => [one + two, ...[...'AQgwBZ9_-'].map((three) => one + two + three)])])
    for (const text of texts) {
      const read = fromBase64Url(text)
      const written = Buffer.from(text, 'base64url').toString('base64url')
      expect(read === null, text).toBe(text.length === 1 || written !== text)
    }
  })

  it('reads no text with a character changed to what is not of its alphabet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }).filter((character) => !alphabet.includes(character)), (value, at, character) => {
        const text = toBase64Url(value)
        const place = at % text.length
        expect(fromBase64Url(text.slice(0, place) + character + text.slice(place + 1))).toBeNull()
      }),
    )
  })

  it.each(['=', 'AA==', 'AAA=', 'A', 'AAAAA', 'A A', 'AA\n', '\nAA', 'A+', 'A/', 'AB', 'AAB', 'é', '\ud800A'])('does not read %j', (text) => {
    expect(fromBase64Url(text)).toBeNull()
  })

  it('reads text of UTF-8 alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(textOfBase64Url(toBase64Url(utf8(text)))).toBe(text)
      }),
    )
    for (const wrong of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]) expect(textOfBase64Url(toBase64Url(new Uint8Array(wrong)))).toBeNull()
    expect(textOfBase64Url('AB')).toBeNull()
  })

  it('keeps a byte order mark, for somebody else to refuse', () => {
    expect(strictUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]))).toBe('\ufeffA')
  })
})

describe('padded base64', () => {
  it('reads what the platform writes, and nothing that it would write otherwise', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = Buffer.from(value).toString('base64')
        expect(fromBase64(text)).toEqual(new Uint8Array(value))
        if (text.endsWith('=')) expect(fromBase64(text.replaceAll('=', ''))).toBeNull()
      }),
    )
  })

  it.each(['A', 'AA', 'AAA', 'AAAA=', 'AB==', 'AAB=', '====', 'A===', 'AA=A', 'A-A=', 'AAA\n', ' AAA'])('does not read %j', (text) => {
    expect(fromBase64(text)).toBeNull()
  })
})

describe('hexadecimal', () => {
  it('is written and read back, with or without 0x', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(fromHex(toHex(value))).toEqual(new Uint8Array(value))
        expect(fromHex(`0x${toHex(value).toUpperCase()}`)).toEqual(new Uint8Array(value))
      }),
    )
  })

  it.each(['0', '0x0', 'zz', '0xzz', '00 ', '0x0x00'])('does not read %j', (text) => {
    expect(fromHex(text)).toBeNull()
  })
})
