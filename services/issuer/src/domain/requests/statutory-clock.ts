import { calendarDay, daysAfter, partsOf, type CalendarDay } from '../calendar-day.ts'
import { nextWorkingDay } from './working-days.ts'

/** One month, or three for a request that is complex or one of many. @see UK GDPR, article 12(3) */
export type ClockMonths = 1 | 3

/** The same date of a later month; the last day of it when it has no such date. */
export function correspondingDay(day: CalendarDay, months: number): CalendarDay {
  const [year, month, date] = partsOf(day)
  const at = month - 1 + months
  const [thatYear, thatMonth] = [year + Math.floor(at / 12), (at % 12) + 1]
  for (let last = date; last > 27; last -= 1) {
    const found = calendarDay(thatYear, thatMonth, last)
    if (found !== null) return found
  }
  return calendarDay(thatYear, thatMonth, date) ?? day
}

/**
 * The last day on which a request can be answered in time: the date that corresponds to the day on which it came, whether that was a working
 * day or not, or the next working day after it. Until 2019 the Information Commissioner counted from the day after. @see ICO, "How long do we have to comply?"
 */
export const dueDay = (received: CalendarDay, months: ClockMonths): CalendarDay => nextWorkingDay(correspondingDay(received, months))

const nearDays = 7

export type ClockState = 'in_time' | 'near' | 'late'

export const clockStateOf = (due: CalendarDay, today: CalendarDay): ClockState => (today > due ? 'late' : daysAfter(today, nearDays) >= due ? 'near' : 'in_time')
