import { part } from '../parts.ts'
import type { en } from './en.ts'

type Shape<Value> = Value extends string ? string : Value extends readonly [string, string] ? readonly [string, string] : { readonly [Key in keyof Value]: Shape<Value[Key]> }
/** The shape of every language's words: a missing or a surplus key is a type error. */
export type Words = Shape<typeof en>
export type Language = 'en' | 'cy'

export const remembered = 'wallet-language'

/** What the link asks for, else what was chosen before, else what the browser speaks. */
export function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('ui_locales') ?? localStorage.getItem(remembered) ?? navigator.language
  return asked.toLowerCase().startsWith('cy') ? 'cy' : 'en'
}

const languages: Readonly<Record<Language, () => Promise<Words>>> = {
  en: part(async () => (await import('./en.ts')).en),
  cy: part(async () => (await import('./cy.ts')).cy),
}

/** The words of one language: few need both, and nobody before they ask. */
export const wordsIn = (language: Language): Promise<Words> => languages[language]()
