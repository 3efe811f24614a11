import i18next from 'i18next'
import { useEffect, useState } from 'preact/hooks'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { cy } from './cy.ts'
import { en } from './en.ts'

type Shape<Value> = Value extends string ? string : Value extends readonly [string, string] ? readonly [string, string] : { readonly [Key in keyof Value]: Shape<Value[Key]> }
/** The shape of every language's words: a missing or a surplus key is a type error. */
export type Words = Shape<typeof en>
export type Language = 'en' | 'cy'

const remembered = 'wallet-language'

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('ui_locales') ?? localStorage.getItem(remembered) ?? navigator.language
  return asked.toLowerCase().startsWith('cy') ? 'cy' : 'en'
}

export async function startWords(): Promise<void> {
  await i18next.init({ lng: firstLanguage(), fallbackLng: false, resources: { en: { translation: en }, cy: { translation: cy } }, interpolation: { escapeValue: false }, returnObjects: true })
  document.documentElement.lang = i18next.language
}

export const language = (): Language => (i18next.language === 'cy' ? 'cy' : 'en')

export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(remembered, chosen)
  await i18next.changeLanguage(chosen)
  document.documentElement.lang = chosen
}

type Paths<Value, Start extends string = ''> = Value extends string ? Start : Value extends readonly unknown[] ? never : { [Key in keyof Value & string]: Paths<Value[Key], Start extends '' ? Key : `${Start}.${Key}`> }[keyof Value & string]

/** A sentence by its id, with its gaps filled. */
export const say = (id: Paths<Words>, gaps: Readonly<Record<string, string | number>> = {}): string => i18next.t(id, gaps)

/** What happened and what to do next. */
export const faultWords = (code: keyof Words['fault']): readonly [string, string] => i18next.t(`fault.${code}`, { returnObjects: true }) as unknown as readonly [string, string]

export function refusalWords(code: string | null): readonly [string, string] {
  const known = code !== null && Object.hasOwn(en.refusal, code)
  return known ? (i18next.t(`refusal.${code}`, { returnObjects: true }) as unknown as readonly [string, string]) : faultWords('answer_refused')
}

export const inLanguage = (words: Bilingual): string => words[language()]

export const onDate = (at: number): string => new Intl.DateTimeFormat(language() === 'cy' ? 'cy-GB' : 'en-GB', { dateStyle: 'long' }).format(at * 1000)
export const atTime = (at: number): string => new Intl.DateTimeFormat(language() === 'cy' ? 'cy-GB' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at * 1000)

/** Draws again when the language changes. */
export function useLanguage(): Language {
  const [shown, show] = useState(language())
  useEffect(() => {
    const changed = (): void => show(language())
    i18next.on('languageChanged', changed)
    return () => i18next.off('languageChanged', changed)
  }, [])
  return shown
}
