import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { audience, nonce, ports, present, query } from '../../support/presentations.ts'

const good = present()
const outcomeOf = async (presentation: string): Promise<string> => (await verifyPresentation({ presentation, query: query(), audience, nonce }, ports())).outcome

describe('a good presentation', () => {
  it('is accepted', async () => {
    expect(await outcomeOf(good)).toBe('verified')
  })

  it('with any bit of any character flipped is refused, and is never a fault', async () => {
    const accepted: string[] = []
    for (let place = 0; place < good.length; place += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const altered = good.slice(0, place) + String.fromCharCode(good.charCodeAt(place) ^ (1 << bit)) + good.slice(place + 1)
        if ((await outcomeOf(altered)) !== 'refused') accepted.push(`bit ${bit} of character ${place}`)
      }
    }
    expect(accepted).toEqual([])
  })

  it('cut off, cut out, repeated or added to anywhere is refused, and is never a fault', async () => {
    const place = fc.nat({ max: good.length })
    const change = fc.oneof(
      place.map((end) => good.slice(0, end)),
      fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(([start, length]) => good.slice(0, start) + good.slice(start + length)),
      fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(([start, length]) => good.slice(0, start) + good.slice(Math.max(0, start - length))),
      fc.tuple(place, fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('~', '.', '=', ' ', '\n', '\u0000', '\ud800'))).map(([start, text]) => good.slice(0, start) + text + good.slice(start)),
    )
    await fc.assert(
      fc.asyncProperty(change.filter((altered) => altered !== good), async (altered) => {
        expect(await outcomeOf(altered)).toBe('refused')
      }),
      { numRuns: 2000 },
    )
  })

  it('with its parts in any other order, or some left out, is refused', async () => {
    const parts = good.split(/(?<=[~.])/)
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(parts).map((some) => some.join('')).filter((altered) => altered !== good), async (altered) => {
        expect(await outcomeOf(altered)).toBe('refused')
      }),
      { numRuns: 500 },
    )
  })
})
