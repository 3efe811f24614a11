import i18next from 'i18next'
import { describe, expect, it, vi } from 'vitest'
import { cy } from '@counterfoil/wallet/words/cy'
import { en } from '@counterfoil/wallet/words/en'
import { idleLimits } from '@counterfoil/wallet/domain/idle-limit'
import { roundWords, type Words } from '@counterfoil/wallet/words/words'

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
  it('say why a round failed at a council in words of its own: nobody was offered anything there, by no address', async () => {
    await i18next.init({ lng: 'en', resources: { en: { translation: en } } })
    const spoken = vi.spyOn(i18next, 't')
    for (const why of ['issuer_unknown', 'sign_in_unknown', 'sign_in_cancelled', 'sign_in_refused'] as const) {
      roundWords(why)
      expect(spoken.mock.lastCall?.[0]).toBe(`round.why.${why}`)
      expect(en.round.why[why]).not.toMatch(/offer|\{\{|collected|code/)
    }
    spoken.mockRestore()
  })

  it('have the same gaps in both languages', () => {
    // A number is said in words where a plural form has but one.
    const gaps = (sentence: string): string[] => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).filter((name) => name !== 'count').toSorted()
    const welsh = new Map(sentences(cy))
    expect(sentences(en).filter(([place, sentence]) => gaps(sentence).join() !== gaps(welsh.get(place) ?? '').join())).toEqual([])
  })
})

/** A number for each plural form of Welsh. @see Unicode CLDR, Language Plural Rules */
const numbers = { zero: 0, one: 1, two: 2, few: 3, many: 6, other: 4 } as const satisfies Readonly<Record<Intl.LDMLPluralRule, number>>
const forms = Object.keys(numbers) as readonly (keyof typeof numbers)[]
const suffix = new RegExp(`_(${forms.join('|')})$`)

describe('what is counted', () => {
  const counted = [...new Set(sentences(en).flatMap(([place]) => (suffix.test(place) ? [place.replace(suffix, '')] : [])))]

  it('has forms that are a type error when Welsh lacks one, or English', () => {
    const { codeWrong_two: _, ...offer } = en.offer
    // @ts-expect-error `codeWrong_two` is missing
    const fewer: Words = { ...en, offer }
    // @ts-expect-error `codeWrong_three` is not in English
    const more: Words = { ...en, offer: { ...en.offer, codeWrong_three: '' } }
    expect([fewer, more]).toHaveLength(2)
  })

  it.each(languages)('has all six forms in %s', (_language, words) => {
    const places = new Set(sentences(words).map(([place]) => place))
    expect(counted.length).toBeGreaterThan(3)
    for (const place of counted) expect(forms.filter((form) => !places.has(`${place}_${form}`)), place).toEqual([])
  })

  it.each(forms)('is said in Welsh by its form for %s', async (form) => {
    expect(new Intl.PluralRules('cy').select(numbers[form])).toBe(form)
    const speaker = i18next.createInstance({ lng: 'cy', resources: { cy: { translation: cy } }, interpolation: { escapeValue: false } })
    await speaker.init()
    const written = new Map(sentences(cy))
    for (const place of counted) expect(speaker.t(place, { count: numbers[form] })).toBe(written.get(`${place}_${form}`)?.replaceAll('{{count}}', String(numbers[form])))
  })

  it('is all that has a number in it, but for minutes, which are of one form', () => {
    const uncounted = sentences(en).filter(([place, sentence]) => !suffix.test(place) && /\{\{(count|length|left|minutes|seconds|days)\}\}/.test(sentence))
    expect(uncounted.map(([place]) => place)).toEqual(['settings.idleMinutes'])
    for (const language of ['en', 'cy']) expect(new Set(idleLimits.map((minutes) => new Intl.PluralRules(language).select(minutes)))).toEqual(new Set(['other']))
  })
})
