import { bilingual, type Language } from './bilingual.ts'

/** Months by their own words: many browsers come without Welsh dates and would show American ones. */
export const dateWords = bilingual({
  en: { months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] },
  cy: { months: ['Ionawr', 'Chwefror', 'Mawrth', 'Ebrill', 'Mai', 'Mehefin', 'Gorffennaf', 'Awst', 'Medi', 'Hydref', 'Tachwedd', 'Rhagfyr'] },
})

/** An ISO date (or the date of an ISO instant) as `9 March 1957`; empty when it isn't one. */
export function longDate(iso: string, lang: Language): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? []
  const name = dateWords[lang].months[Number(month) - 1]
  return name === undefined ? '' : `${Number(day)} ${name} ${year}`
}
