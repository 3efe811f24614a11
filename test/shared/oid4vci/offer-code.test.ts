import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { typedCharacters } from '@counterfoil/shared/kernel/typed-characters'
import { groupOfferCode, letterOfOfferCode, looksLikeOfferCode, makeOfferCode, readOfferCode, secretOfOfferCode, type OfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import { readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'

const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)), secret: () => '' }
const issuer = 'https://issuer.example/aldermoor'

describe('a code of an offer', () => {
  it('starts with its authority, is shown in four groups of four, and is read back from any way of typing it', () => {
    for (let round = 0; round < 200; round += 1) {
      const code = makeOfferCode('B', random)
      const shown = groupOfferCode(code)
      expect(shown).toMatch(/^B[2-9ACDFGHJKMNPQRTVWXY]{3}(-[2-9ACDFGHJKMNPQRTVWXY]{4}){3}$/)
      for (const typed of [shown, code, shown.toLowerCase(), ` ${shown.replaceAll('-', ' – ')} `, code.split('').join(' '), shown.replaceAll('5', 'S').replaceAll('V', 'u')]) expect(readOfferCode(typed)).toBe(code)
      expect(letterOfOfferCode(code)).toBe('B')
      expect(looksLikeOfferCode(shown)).toBe(true)
      expect(readTypedCode(shown)).toBeNull()
    }
  })

  it('is never taken for another when one character is wrong', () => {
    assert(
      property(integer({ min: 1, max: 15 }), constantFrom(...typedCharacters), (place, character) => {
        const code = makeOfferCode('A', random)
        const typed = code.slice(0, place) + character + code.slice(place + 1)
        expect(readOfferCode(typed)).toBe(typed === code ? code : null)
      }),
    )
  })

  it('is never taken for another when two neighbours were swapped', () => {
    assert(
      property(integer({ min: 1, max: 14 }), (place) => {
        const code = makeOfferCode('A', random)
        const typed = code.slice(0, place) + code.charAt(place + 1) + code.charAt(place) + code.slice(place + 2)
        expect(readOfferCode(typed)).toBe(typed === code ? code : null)
      }),
    )
  })

  it.each(['', 'A234-CDFG', 'A234-CDFG-HJKM-NPQ', 'A234-CDFG-HJKM-NPQRT', '1234-CDFG-HJKM-NPQR', 'A230-CDFG-HJKM-NPQR', 'A'.repeat(5000), '__proto__', 'ÄXXX-XXXX-XXXX-XXXX'])('refuses %j', (typed) => {
    expect(readOfferCode(typed)).toBeNull()
  })

  it.each([['A234-CDFG', false], ['a234 cdfg', false], ['A234-CDFG-HJ', true], ['A234-CDFG-HJKM-NPQR', true], ['A'.repeat(100), false]])('%j is meant for an offer: %s', (typed, expected) => {
    expect(looksLikeOfferCode(typed)).toBe(expected)
  })
})

describe('the secret of an offer', () => {
  const code = 'A234CDFGHJKMNPQ2' as OfferCode

  it('follows from its code alike in every wallet and issuer', async () => {
    const { pbkdf2Sync } = await import('node:crypto')
    expect(await secretOfOfferCode(code, issuer)).toBe(pbkdf2Sync(code, `counterfoil offer code ${issuer}`, 524_288, 32, 'sha256').toString('base64url'))
  })

  it('is another with another issuer or another code', async () => {
    const secrets = await Promise.all([secretOfOfferCode(code, issuer), secretOfOfferCode(code, 'https://issuer.example/brackenfield'), secretOfOfferCode('A234CDFGHJKMNPQ3' as OfferCode, issuer)])
    expect(new Set(secrets).size).toBe(3)
  })
})
