import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarDay, dayInLondon, daysAfter, partsOf, startInLondon, typedDay, weekday, type CalendarDay } from '@counterfoil/issuer/domain/calendar-day'
import { clockStateOf, correspondingDay, dueDay } from '@counterfoil/issuer/domain/requests/statutory-clock'
import { bankHolidays, isWorkingDay } from '@counterfoil/issuer/domain/requests/working-days'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

const day = (text: string): CalendarDay => text as CalendarDay
const days = fc.integer({ min: 0, max: 60_000 }).map((after) => daysAfter(day('1990-01-01'), after))

describe('a request has to be answered', () => {
  it.each([
    // The Information Commissioner’s own examples.
    ['2018-09-03', '2018-10-03', 'on the date that corresponds'],
    ['2021-03-31', '2021-04-30', 'on the last day of a shorter month'],
    ['2018-11-25', '2018-12-27', 'after Christmas'],
    // Month ends and leap years.
    ['2028-01-29', '2028-02-29', 'on 29 February'],
    ['2028-01-31', '2028-02-29', 'on the last day of a leap February'],
    ['2026-01-31', '2026-03-02', 'after a February that ends on a Saturday'],
    ['2028-02-29', '2028-03-29', 'a month after 29 February'],
    ['2026-08-31', '2026-09-30', 'on the last day of September'],
    // Weekends and bank holidays.
    ['2026-01-10', '2026-02-10', 'though it came on a Saturday'],
    ['2026-02-14', '2026-03-16', 'after a weekend'],
    ['2026-03-03', '2026-04-07', 'after Easter'],
    ['2026-11-26', '2026-12-29', 'after a Boxing Day that is kept on the Monday'],
    ['2026-12-01', '2027-01-04', 'after New Year’s Day and a weekend'],
  ])('when it came on %s, by %s: %s', (received, due) => {
    expect(dueDay(day(received), 1)).toBe(due)
  })

  it.each([
    ['2026-11-30', '2027-03-01'],
    ['2027-11-30', '2028-02-29'],
    ['2026-01-05', '2026-04-07'],
  ])('when it came on %s and the time is extended, by %s', (received, due) => {
    expect(dueDay(day(received), 3)).toBe(due)
  })

  it('on a working day, never before a month is over by its dates, and no later than the next working day after', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(1, 3), (received, months) => {
        const corresponding = correspondingDay(received, months)
        const due = dueDay(received, months)
        const [, month, date] = partsOf(received)
        const [, thatMonth, thatDate] = partsOf(corresponding)
        expect((thatMonth - month + 12) % 12).toBe(months % 12)
        expect(thatDate === date || (thatDate < date && partsOf(daysAfter(corresponding, 1))[2] === 1)).toBe(true)
        expect(isWorkingDay(due)).toBe(true)
        expect(due >= corresponding).toBe(true)
        for (let between = corresponding; between < due; between = daysAfter(between, 1)) expect(isWorkingDay(between)).toBe(false)
        expect(due <= daysAfter(corresponding, 5)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('later when it came later', () => {
    fc.assert(fc.property(days, (received) => {
      expect(dueDay(received, 1) <= dueDay(daysAfter(received, 1), 1)).toBe(true)
    }), { numRuns: 1000 })
  })

  it.each([
    ['2026-03-01', '2026-03-20', 'in_time'],
    ['2026-03-13', '2026-03-20', 'near'],
    ['2026-03-20', '2026-03-20', 'near'],
    ['2026-03-21', '2026-03-20', 'late'],
  ])('on %s one that is due on %s is %s', (today, due, state) => {
    expect(clockStateOf(day(due), day(today))).toBe(state)
  })
})

describe('bank holidays of England and Wales', () => {
  it.each([
    [2025, ['2025-01-01', '2025-04-18', '2025-04-21', '2025-05-05', '2025-05-26', '2025-08-25', '2025-12-25', '2025-12-26']],
    [2026, ['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25', '2026-08-31', '2026-12-25', '2026-12-28']],
    [2027, ['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28']],
    [2028, ['2028-01-03', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-29', '2028-08-28', '2028-12-25', '2028-12-26']],
  ])('of %i are those that the government published', (year, published) => {
    expect(bankHolidays(year)).toEqual(published)
  })
})

describe('days here', () => {
  it.each([
    [Date.UTC(2026, 6, 1, 22, 59), '2026-07-01'],
    [Date.UTC(2026, 6, 1, 23, 0), '2026-07-02'],
    [Date.UTC(2026, 0, 1, 23, 59), '2026-01-01'],
  ])('begin an hour before those of UTC in summer', (at, expected) => {
    expect(dayInLondon(epochSeconds(at / 1000))).toBe(expected)
  })

  it('begin where the one before ends', () => {
    fc.assert(
      fc.property(days, (one) => {
        const begins = startInLondon(one)
        expect(dayInLondon(begins)).toBe(one)
        expect(dayInLondon(epochSeconds(begins - 1))).toBe(daysAfter(one, -1))
      }),
    )
  })

  it.each([
    ['29', '2', '2028', '2028-02-29'],
    ['29', '2', '2026', null],
    ['31', '4', '2026', null],
    ['1', '13', '2026', null],
    ['0', '1', '2026', null],
    ['1', '1', '26', null],
    ['', '1', '2026', null],
    ['1e1', '1', '2026', null],
    ['-1', '1', '2026', null],
  ])('typed as %s %s %s are %s', (date, month, year, expected) => {
    expect(typedDay({ day: date, month, year })).toBe(expected)
  })

  it('are none that the calendar lacks', () => {
    expect(calendarDay(2026, 2, 30)).toBeNull()
    expect(weekday(day('2026-11-30'))).toBe(1)
  })
})
