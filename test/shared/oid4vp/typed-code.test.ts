import { assert, constantFrom, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupTypedCode, letterOfTypedCode, makeTypedCode, readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'

const randomOf = (values: Uint8Array) => {
  let next = 0
  const bytes = (length: number) => Uint8Array.from({ length }, () => values[next++ % values.length] ?? 0)
  return { bytes, secret: () => '' }
}
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)), secret: () => '' }

describe('a typed code', () => {
  it('starts with its authority and has no look-alikes', () => {
    for (let round = 0; round < 200; round += 1) expect(makeTypedCode('B', random)).toMatch(/^B[2-9ACDFGHJKMNPQRTVWXY]{7}$/)
  })

  it('is shown in two groups of four and read back from any way of typing it', () => {
    assert(
      property(constantFrom('A', 'B', 'C', 'D', 'E'), uint8Array({ minLength: 40, maxLength: 40 }), (letter, bytes) => {
        const code = makeTypedCode(letter, randomOf(Uint8Array.from(bytes, (byte) => byte % 200)))
        const shown = groupTypedCode(code)
        expect(shown).toMatch(/^.{4}-.{4}$/)
        for (const typed of [shown, code, shown.toLowerCase(), ` ${shown.replace('-', ' – ')} `, code.split('').join(' ')]) expect(readTypedCode(typed)).toBe(code)
        expect(letterOfTypedCode(code)).toBe(letter)
      }),
    )
  })

  it('takes a look-alike for the character that was shown', () => {
    expect(readTypedCode('BS2Z-8BUV')).toBe('B52288VV')
  })

  it('draws every character equally often', () => {
    const counts = new Map<string, number>()
    for (let byte = 0; byte < 256; byte += 1) {
      const code = makeTypedCode('A', { bytes: (length) => new Uint8Array(length).fill(byte < 250 ? byte : 0), secret: () => '' })
      const drawn = code.charAt(1)
      if (byte < 250) counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
    }
    expect(new Set(counts.values())).toEqual(new Set([10]))
    expect(counts.size).toBe(25)
  })

  it.each(['', 'A', 'AXXX-XXX', 'AXXX-XXXXX', '1XXX-XXXX', 'AXXX-XXX0', 'AXXX-XXXO', 'AXXX-XXXI', 'A'.repeat(5000), 'ÄXXX-XXXX', '__proto__'])(
    'refuses %j',
    (typed) => {
      expect(readTypedCode(typed)).toBeNull()
    },
  )
})
