import i18next from 'i18next'
import { useEffect, useState } from 'preact/hooks'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { longDate } from '@counterfoil/ui/words/dates'
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

async function speak(chosen: Language): Promise<void> {
  await i18next.changeLanguage(chosen)
  document.documentElement.lang = chosen
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(remembered, chosen)
  await speak(chosen)
}

/** Draws again when the language changes, here or in another tab of the wallet. */
export function useLanguage(): Language {
  const [shown, show] = useState(language())
  useEffect(() => {
    const changed = (): void => show(language())
    const follow = ({ key, newValue }: StorageEvent): void => {
      if (key === remembered && (newValue === 'en' || newValue === 'cy')) void speak(newValue)
    }
    i18next.on('languageChanged', changed)
    addEventListener('storage', follow)
    return () => {
      i18next.off('languageChanged', changed)
      removeEventListener('storage', follow)
    }
  }, [])
  return shown
}

/** What is counted is asked for without its plural form. */
type WithoutPlural<Path> = Path extends `${infer Base}_${Intl.LDMLPluralRule}` ? Base : Path
type Paths<Value, Start extends string = ''> = Value extends string ? Start : Value extends readonly unknown[] ? never : { [Key in keyof Value & string]: Paths<Value[Key], Start extends '' ? Key : `${Start}.${Key}`> }[keyof Value & string]

/** A sentence by its id, with its gaps filled. */
export const say = (id: WithoutPlural<Paths<Words>>, gaps: Readonly<Record<string, string | number>> = {}): string => i18next.t(id, gaps)

/** What happened and what to do next. */
export const faultWords = (code: keyof Words['fault'], host: string | null = null): readonly [string, string] =>
  i18next.t(`fault.${code}`, { returnObjects: true, host: host ?? '' }) as unknown as readonly [string, string]

export function refusalWords(code: string | null): readonly [string, string] {
  const known = code !== null && Object.hasOwn(en.refusal, code)
  return known ? (i18next.t(`refusal.${code}`, { returnObjects: true }) as unknown as readonly [string, string]) : faultWords('answer_refused')
}

/** Whose address it is, in the letters that the network uses: look-alikes show. */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? ''

export const inLanguage = (words: Bilingual): string => words[language()]

const twoDigits = (part: number): string => String(part).padStart(2, '0')

/** A day where the citizen is. Months are our own words: browsers come without Welsh ones. */
export function onDate(at: number): string {
  const day = new Date(at * 1000)
  return longDate(`${day.getFullYear()}-${twoDigits(day.getMonth() + 1)}-${twoDigits(day.getDate())}`, language())
}

export function atTime(at: number): string {
  const moment = new Date(at * 1000)
  return say('common.dayAndTime', { day: onDate(at), time: `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}` })
}

const units = ['B', 'kB', 'MB', 'GB'] as const

/** How much room something takes, in round figures. */
export function sizeInWords(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${Math.round(bytes / 1000 ** power)} ${units[power] ?? ''}`
}

/** A claim's value as a person reads it: by its issuer's name for it, an ISO date or a truth in words, everything else as it stands. */
export function valueInWords(value: string, name?: Bilingual): string {
  if (name !== undefined) return inLanguage(name)
  if (value === 'true' || value === 'false') return say(`common.${value}`)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? longDate(value, language()) || value : value
}
