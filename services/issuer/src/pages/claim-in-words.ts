import { isCalendarDate } from '@counterfoil/shared/catalogue/claims-schema'
import type { ClaimDescription } from '@counterfoil/shared/catalogue/credential-type'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Language } from '@counterfoil/ui/words'
import { dayInWords } from './dates.ts'
import { peopleWords } from './words/people.ts'

/** A day, a yes or a listed word as people write it; anything else as the record has it. */
export function claimInWords(value: string, { values }: ClaimDescription, language: Language): string {
  if (isCalendarDate(value)) return dayInWords(epochSeconds(Date.parse(value) / 1000), language)
  if (values !== undefined) return Object.hasOwn(values, value) ? (values[value]?.[language] ?? value) : value
  const said: Readonly<Record<string, string>> = peopleWords[language].said
  return Object.hasOwn(said, value) ? (said[value] ?? value) : value
}
