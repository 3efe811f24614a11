import i18next from 'i18next'
import { useEffect, useState } from 'preact/hooks'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { longDate } from '@counterfoil/ui/words/dates'
import { localDay } from '../domain/local-day.ts'
import type { Turn } from '../domain/round.ts'
import { firstLanguage, remembered, wordsIn, type Language, type Words } from './load-words.ts'

export type { Language, Words } from './load-words.ts'

const namespace = 'translation'

export async function startWords(): Promise<void> {
  const first = firstLanguage()
  await i18next.init({ lng: first, fallbackLng: false, resources: { [first]: { [namespace]: await wordsIn(first) } }, interpolation: { escapeValue: false }, returnObjects: true })
  nameLanguage(first)
}

/** For who reads the page aloud, and for the device that installs it under a name. */
function nameLanguage(spokenNow: Language): void {
  document.documentElement.lang = spokenNow
  document.querySelector('link[rel=manifest]')?.setAttribute('href', spokenNow === 'cy' ? '/manifest.cy.webmanifest' : '/manifest.webmanifest')
}

export const language = (): Language => (i18next.language === 'cy' ? 'cy' : 'en')

/** All the words of the language that is spoken now. */
const spoken = (): Words => i18next.getResourceBundle(language(), namespace) as Words

async function speak(chosen: Language): Promise<void> {
  if (!i18next.hasResourceBundle(chosen, namespace)) i18next.addResourceBundle(chosen, namespace, await wordsIn(chosen))
  await i18next.changeLanguage(chosen)
  nameLanguage(chosen)
}

/** Where its words can't be had now, the wallet goes on in the language that it has. */
const speakOrStay = (chosen: Language): Promise<void> => speak(chosen).catch(() => {})

let isRemembered = true

/** On a computer that isn't the citizen's their language is kept in memory alone. */
export async function speakInSession(chosen: Language): Promise<void> {
  isRemembered = false
  await speak(chosen)
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  // First of all: a wallet that was renewed meanwhile has to be loaded again for other words.
  if (isRemembered) localStorage.setItem(remembered, chosen)
  await speakOrStay(chosen)
}

/** Draws again when the language changes, here or in another tab of the wallet. */
export function useLanguage(): Language {
  const [shown, show] = useState(language())
  useEffect(() => {
    const changed = (): void => show(language())
    const follow = ({ key, newValue }: StorageEvent): void => {
      if (key === remembered && (newValue === 'en' || newValue === 'cy')) void speakOrStay(newValue)
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

/** Why a round came to nothing at a council: nobody was offered anything there, so an offer's words don't fit. */
export const roundWords = (why: NonNullable<Turn['why']>): string => (isInRounds(why) ? say(`round.why.${why}`) : faultWords(why).join('. '))

const isInRounds = (why: string): why is keyof Words['round']['why'] => Object.hasOwn(spoken().round.why, why)

export function refusalWords(code: string | null): readonly [string, string] {
  const known = code !== null && Object.hasOwn(spoken().refusal, code)
  return known ? (i18next.t(`refusal.${code}`, { returnObjects: true }) as unknown as readonly [string, string]) : faultWords('answer_refused')
}

/** Whose address it is, in the letters that the network uses: look-alikes show. */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? ''

export const inLanguage = (words: Bilingual): string => words[language()]

const twoDigits = (part: number): string => String(part).padStart(2, '0')

/** A day where the citizen is. Months are our own words: browsers come without Welsh ones. */
export const onDate = (at: number): string => longDate(localDay(at), language())

const timeOf = (moment: Date): string => `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}`

/** The time of day at an instant, in milliseconds since 1970. */
export const clockTime = (at: number): string => timeOf(new Date(at))

export function atTime(at: number): string {
  const moment = new Date(at * 1000)
  return say('common.dayAndTime', { day: onDate(at), time: timeOf(moment) })
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
