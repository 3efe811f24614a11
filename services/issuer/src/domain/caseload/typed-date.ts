import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** A date as somebody typed it, in three parts: whatever they typed is shown to them again. */
export interface TypedDate {
  readonly day: string
  readonly month: string
  readonly year: string
}

export type DateProblem = 'incomplete' | 'no_such_date' | 'not_of_these_times'

/** No credential is of another year; and ids begin with a time of eight figures, which end in 2106. */
const firstYear = 1970
const lastYear = 2100

const parts = ['day', 'month', 'year'] as const
const digits = (text: string): string => text.replaceAll(/\D/g, '').slice(0, 4)

/** Only digits: nothing else of what was typed goes into an address. Null when nothing was typed. */
export function typedDate(of: (part: (typeof parts)[number]) => string | null): TypedDate | null {
  const [day = '', month = '', year = ''] = parts.map((part) => (of(part) ?? '').trim())
  return day === '' && month === '' && year === '' ? null : { day: digits(day), month: digits(month), year: digits(year) }
}

const shape = /^(\d{0,4})-(\d{0,4})-(\d{0,4})$/

export const dateText = ({ day, month, year }: TypedDate): string => `${day}-${month}-${year}`

/** What an address carries of a date; null when it is none. */
export function dateOfText(text: string): TypedDate | null {
  const [, day, month, year] = shape.exec(text) ?? []
  return day === undefined || month === undefined || year === undefined ? null : { day, month, year }
}

/** The start of that day. Dates of credentials are days by UTC, which are the same in London. */
export function startOfDay({ day, month, year }: TypedDate): EpochSeconds | DateProblem {
  if (day === '' || month === '' || year.length !== 4) return 'incomplete'
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const isThatDay = at.getUTCDate() === Number(day) && at.getUTCMonth() === Number(month) - 1 && at.getUTCFullYear() === Number(year)
  if (isThatDay && (Number(year) < firstYear || Number(year) > lastYear)) return 'not_of_these_times'
  return isThatDay ? epochSeconds(Math.floor(at.getTime() / 1000)) : 'no_such_date'
}
