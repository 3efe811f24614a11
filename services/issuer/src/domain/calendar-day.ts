import { epochSeconds, type Branded, type EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** A day of the calendar, as `2026-02-28`: such texts sort as the days do. */
export type CalendarDay = Branded<string, 'CalendarDay'>

const padded = (value: number, length: number): string => String(value).padStart(length, '0')

/** Null when the calendar has no such day. */
export function calendarDay(year: number, month: number, day: number): CalendarDay | null {
  if (![year, month, day].every(Number.isInteger) || year < 1000 || year > 9999) return null
  const at = new Date(Date.UTC(year, month - 1, day))
  const isThatDay = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return isThatDay ? (`${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}` as CalendarDay) : null
}

/** Reads three parts as somebody typed them; null when there is no such day. */
export const typedDay = ({ day, month, year }: Readonly<Record<'day' | 'month' | 'year', string>>): CalendarDay | null =>
  [day, month, year].every((part) => /^\d{1,4}$/.test(part)) ? calendarDay(Number(year), Number(month), Number(day)) : null

export const partsOf = (day: CalendarDay): readonly [year: number, month: number, day: number] => day.split('-').map(Number) as unknown as readonly [number, number, number] // by their shape

const utcOf = (day: CalendarDay): number => Date.parse(day) / 1000

export const daysAfter = (day: CalendarDay, days: number): CalendarDay => new Date((utcOf(day) + days * 86_400) * 1000).toISOString().slice(0, 10) as CalendarDay

/** 0 for Sunday. */
export const weekday = (day: CalendarDay): number => new Date(day).getUTCDay()

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' })

/** Which day it is here at an instant. */
export const dayInLondon = (instant: EpochSeconds): CalendarDay => london.format(instant * 1000) as CalendarDay

/** The instant at which a day begins here: in summer that is an hour before it does by UTC. */
export function startInLondon(day: CalendarDay): EpochSeconds {
  const atUtc = utcOf(day)
  return epochSeconds(dayInLondon(epochSeconds(atUtc - 3600)) === day ? atUtc - 3600 : atUtc)
}
