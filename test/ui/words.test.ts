import { describe, expect, it } from 'vitest'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { bilingual, refusalWords, situations, statusColours, statusWords, welshToReview } from '@counterfoil/ui/words'

/** A code of the catalogue without words, or words for a code that no longer exists, is a type error here. */
const wordedCodes: Record<RefusalCode, string> = situations
const knownCodes: Record<keyof typeof situations, unknown> = refusalCatalogue

describe('words', () => {
  it('are a type error when Welsh lacks a key', () => {
    // @ts-expect-error `goodbye` is missing
    bilingual({ en: { hello: 'Hello', goodbye: 'Goodbye' }, cy: { hello: 'Helo' } })
  })

  it('are a type error when English lacks a key', () => {
    // @ts-expect-error `hwyl` is not in English
    bilingual({ en: { hello: 'Hello' }, cy: { hello: 'Helo', hwyl: 'Hwyl' } })
  })

  it('are a type error when a nested key is missing', () => {
    // @ts-expect-error `b` is missing below `a`
    bilingual({ en: { a: { b: 'x', c: 'y' } }, cy: { a: { c: 'z' } } })
  })

  it('exist for every refusal, in two voices and two languages', () => {
    expect(Object.keys(wordedCodes).sort()).toEqual(Object.keys(knownCodes).sort())
    for (const code of Object.keys(wordedCodes)) {
      for (const lang of ['en', 'cy'] as const) {
        for (const voice of ['citizen', 'staff'] as const) {
          const words = refusalWords(code, lang, voice)
          expect([words.title, words.happened, words.next].every((text) => text.length > 3)).toBe(true)
        }
      }
    }
  })

  it.each(['unheard_of', '__proto__', 'constructor', ''])('say something sensible for the unknown code "%s"', (code) => {
    expect(refusalWords(code, 'en').title).toBe('Sorry, something went wrong')
  })

  it('exist for every status', () => {
    expect(Object.keys(statusWords.en)).toEqual(Object.keys(statusColours))
  })

  it('use no word of our trade where a citizen reads', () => {
    const trade = welshToReview().filter(({ id, en }) => !id.startsWith('refusals.developer.') && /\b(DID|JWT|VC|token|disclosure|nonce|holder|issuer key|ledger|blockchain)\b/i.test(en))
    expect(trade).toEqual([])
  })

  it('list every sentence of machine-made Welsh once, none left in English', () => {
    const list = welshToReview()
    expect(list.length).toBeGreaterThan(150)
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
    expect(list.filter(({ en, cy }) => en === cy).map(({ id }) => id)).toEqual([])
  })
})
