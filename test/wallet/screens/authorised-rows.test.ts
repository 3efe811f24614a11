// @vitest-environment jsdom
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { authorisedRows } from '@counterfoil/wallet/screens/authorised-rows'
import { chooseLanguage, startWords } from '@counterfoil/wallet/words/words'

beforeAll(startWords)
afterEach(() => chooseLanguage('en').then(() => localStorage.clear()))

const english = { language: 'en', text: 'I live there' } as const
const welsh = { language: 'cy', text: 'Rwy’n byw yno' } as const

describe('what is agreed to', () => {
  it('is shown in both languages where they differ, the reader’s own first', async () => {
    await chooseLanguage('en')
    expect(authorisedRows({ is: 'declaration', statement: [english, welsh] })).toEqual([
      { label: 'You declare, in English', value: english.text, lang: 'en' },
      { label: 'You declare, in Welsh', value: welsh.text, lang: 'cy' },
    ])
    await chooseLanguage('cy')
    expect(authorisedRows({ is: 'declaration', statement: [english, welsh] })).toEqual([
      { label: 'Rydych yn datgan, yn Gymraeg', value: welsh.text, lang: 'cy' },
      { label: 'Rydych yn datgan, yn Saesneg', value: english.text, lang: 'en' },
    ])
  })

  it('is shown once where both languages say the same', async () => {
    await chooseLanguage('en')
    expect(authorisedRows({ is: 'declaration', statement: [{ language: null, text: 'I live there' }] })).toEqual([{ label: 'You declare', value: 'I live there' }])
  })

  it('is every part of a payment', async () => {
    await chooseLanguage('en')
    expect(authorisedRows({ is: 'payment', payee: 'Aldermoor Council', pounds: '12.50', reference: 'Badge 7' }).map(({ value }) => value)).toEqual(['£12.50', 'Aldermoor Council', 'Badge 7'])
  })
})
