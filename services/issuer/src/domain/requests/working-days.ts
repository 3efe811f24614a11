import { calendarDay, daysAfter, partsOf, weekday, type CalendarDay } from '../calendar-day.ts'

/** Easter Sunday of a year. @see Meeus, Jones and Butcher's rule for the Gregorian calendar */
function easterSunday(year: number): CalendarDay {
  const [golden, century, ofCentury] = [year % 19, Math.floor(year / 100), year % 100]
  const moon = (19 * golden + century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30
  const days = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - moon - (ofCentury % 4)) % 7
  const later = Math.floor((golden + 11 * moon + 22 * days) / 451)
  const rest = moon + days - 7 * later + 114
  return dayIn(year, Math.floor(rest / 31), (rest % 31) + 1)
}

function dayIn(year: number, month: number, day: number): CalendarDay {
  const found = calendarDay(year, month, day)
  if (found === null) throw new Error('A bank holiday falls on no day of the calendar.')
  return found
}

const monday = 1
const isWeekend = (day: CalendarDay): boolean => weekday(day) === 0 || weekday(day) === 6
const firstMonday = (day: CalendarDay): CalendarDay => daysAfter(day, (monday - weekday(day) + 7) % 7)
const lastMonday = (last: CalendarDay): CalendarDay => daysAfter(last, -((weekday(last) - monday + 7) % 7))

/** One that falls on a weekend is kept on the next day that is neither that nor another one. */
function kept(days: readonly CalendarDay[]): CalendarDay[] {
  const all: CalendarDay[] = []
  for (const day of days) {
    let on = day
    while (isWeekend(on) || all.includes(on)) on = daysAfter(on, 1)
    all.push(on)
  }
  return all
}

/** The bank holidays of England and Wales in a year. One that is proclaimed for a single year isn't known here: without it an answer is due earlier, never later. */
export function bankHolidays(year: number): readonly CalendarDay[] {
  const easter = easterSunday(year)
  return [
    ...kept([dayIn(year, 1, 1)]),
    daysAfter(easter, -2),
    daysAfter(easter, 1),
    firstMonday(dayIn(year, 5, 1)),
    lastMonday(dayIn(year, 5, 31)),
    lastMonday(dayIn(year, 8, 31)),
    ...kept([dayIn(year, 12, 25), dayIn(year, 12, 26)]),
  ]
}

export const isWorkingDay = (day: CalendarDay): boolean => !isWeekend(day) && !bankHolidays(partsOf(day)[0]).includes(day)

/** The day itself when it is a working day. */
export const nextWorkingDay = (day: CalendarDay): CalendarDay => (isWorkingDay(day) ? day : nextWorkingDay(daysAfter(day, 1)))
