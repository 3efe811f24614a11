import { describe, expect, it } from 'vitest'
import { cy } from '@counterfoil/wallet/words/cy'
import { en } from '@counterfoil/wallet/words/en'

/** Every sentence of a language, by its place. */
const sentences = (words: object, place = ''): (readonly [string, string])[] =>
  Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' ? [[`${place}${name}`, value] as const] : sentences(value as object, `${place}${name}.`),
  )

const languages = [
  ['English', en],
  ['Welsh', cy],
] as const

describe.each(languages)('the wallet’s words in %s', (_language, words) => {
  const all = sentences(words)

  it('hold no word of our trade', () => {
    const trade = /\b(DIDs?|VCs?|SD-JWT|JWTs?|JSON|DCQL|OpenID\w*|API|URIs?|HTTP)\b|\b([Tt]okens?|[Nn]once|[Mm]etadata|[Ee]ndpoints?|[Cc]ryptograph\w*|[Hh]ash|[Vv]erifiers?|[Hh]olders?|[Ii]ssuers?)\b/
    expect(all.filter(([, sentence]) => trade.test(sentence))).toEqual([])
  })

  it('say for every fault what happened, and what to do or what became of it', () => {
    for (const [code, said] of [...Object.entries(words.fault), ...Object.entries(words.refusal)]) {
      expect(said, code).toHaveLength(2)
      for (const sentence of said) expect(sentence.length, code).toBeGreaterThan(10)
      expect(said[0], code).not.toMatch(/[.!]$/)
      expect(said[1], code).toMatch(/\.$/)
    }
  })
})

describe('the wallet’s words', () => {
  it('have the same gaps in both languages', () => {
    // A number is said in words where a plural form has but one.
    const gaps = (sentence: string): string[] => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).filter((name) => name !== 'count').toSorted()
    const welsh = new Map(sentences(cy))
    expect(sentences(en).filter(([place, sentence]) => gaps(sentence).join() !== gaps(welsh.get(place) ?? '').join())).toEqual([])
  })
})
