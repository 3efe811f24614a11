import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCalendarDate } from '@counterfoil/shared/catalogue/claims-schema'
import { afterStretch, birthdayAt, eventEnds, stretches, type LifeEvent, type RenewalRules } from '@counterfoil/shared/catalogue/life-events'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { renewableFrom, validityDates, type Counterfoil } from '@counterfoil/issuer/domain/counterfoil'
import { endingsOf, endOf, type EndRules } from '@counterfoil/issuer/domain/last-day'

const daySeconds = 86_400
const dayOf = (date: string): number => Date.parse(date) / 86_400_000
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const [first, last] = [dayOf('1900-01-01'), dayOf('2100-12-31')]

const days = fc.integer({ min: first, max: last })
/** Days on which calendars go wrong, more often than chance would have them. */
const awkward = fc.tuple(fc.integer({ min: 1900, max: 2100 }), fc.constantFrom('02-28', '02-29', '03-01', '01-01', '12-31', '01-31', '04-30', '03-31', '10-31', '08-31', '09-01')).map(([year, date]) => `${year}-${date}`).filter(isCalendarDate).map(dayOf)
const anyDay = fc.oneof(days, awkward)
const issueDay = fc.oneof(fc.integer({ min: dayOf('2020-01-01'), max: last }), awkward.filter((day) => day >= dayOf('2020-01-01')))

const opensDaysBefore = fc.integer({ min: 1, max: 120 })
const graceDays = fc.integer({ min: 0, max: 120 })
const within = fc.constantFrom(...stretches)
const yearDay = fc.integer({ min: 0, max: 364 }).map((offset) => dateOf(dayOf('2023-01-01') + offset).slice(5))
const rulesOf = (opens: number): fc.Arbitrary<LifeEvent> =>
  fc.oneof(
    fc.record({ event: fc.constant('birthday' as const), claim: fc.constant(['born']), age: fc.integer({ min: 1, max: 100 }), within, graceDays: fc.integer({ min: opens, max: opens + 100 }) }),
    fc.record({ event: fc.constant('annual' as const), day: yearDay, graceDays }),
    fc.record({ event: fc.constant('onDate' as const), claim: fc.constant(['until']), within, graceDays }),
    fc.record({ event: fc.constant('onDate' as const), claim: fc.constant(['until']), graceDays }),
  )
const types: fc.Arbitrary<EndRules & { validityDays: number }> = opensDaysBefore.chain((opens) =>
  fc.record({ validityDays: fc.integer({ min: 1, max: 3660 }), renewal: fc.constant({ opensDaysBefore: opens }), lifeEvents: fc.array(rulesOf(opens), { minLength: 1, maxLength: 3 }) }),
)
const claimsOf = (born: number, until: number) => ({ born: dateOf(born), until: dateOf(until) })

describe('the end that follows from life events, over the calendars of two centuries', () => {
  it('is after the issue and within the validity of the type, and renewal opens before it', () => {
    fc.assert(
      fc.property(types, anyDay, anyDay, issueDay, fc.integer({ min: 0, max: daySeconds - 1 }), (type, born, until, day, second) => {
        const now = epochSeconds(day * daySeconds + second)
        const claims = claimsOf(born, until)
        // What the record says is over is not issued at all.
        fc.pre(endingsOf(type, claims, now).every(({ at }) => at > now))
        const { issuedAt, expiresAt } = validityDates(now, type.validityDays, endOf(type, claims, now))
        const from = renewableFrom({ issuedAt, expiresAt } as Counterfoil, type)
        expect(expiresAt).toBeGreaterThan(issuedAt)
        expect(expiresAt).toBeLessThanOrEqual(issuedAt + type.validityDays * daySeconds)
        expect(expiresAt % daySeconds).toBe(0)
        expect(from).toBeGreaterThanOrEqual(issuedAt)
        expect(from).toBeLessThan(expiresAt)
      }),
      { numRuns: 2000 },
    )
  })

  it('never stands in the way of a renewal: what is issued when renewal is open outlives that end', () => {
    const passing = types.map((type) => ({ ...type, lifeEvents: (type.lifeEvents ?? []).filter(({ event }) => event !== 'onDate') }))
    fc.assert(
      fc.property(passing, anyDay, issueDay, (type, born, day) => {
        const claims = claimsOf(born, born)
        const ends = eventEnds(type, claims, day).map(({ end }) => end)
        fc.pre(ends.length > 0)
        const end = Math.min(...ends)
        for (const later of eventEnds(type, claims, end - type.renewal.opensDaysBefore)) expect(later.end).toBeGreaterThan(end)
      }),
      { numRuns: 1000 },
    )
  })

  it('is the start of a day by UTC, and of the same day in London, in summer as in winter', () => {
    const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' })
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' })
    const ofYear: RenewalRules = { renewal: { opensDaysBefore: 1 }, lifeEvents: [{ event: 'onDate', claim: ['until'], graceDays: 0 }] }
    fc.assert(
      fc.property(anyDay.filter((day) => day > dayOf('1972-01-01')), (until) => {
        const [ending] = endingsOf(ofYear, claimsOf(until, until), epochSeconds(until * daySeconds))
        const at = new Date(Number(ending?.at) * 1000)
        expect(london.format(at)).toBe(dateOf(until + 1))
        // The day that was named is over in London by then, and not by more than the hour of summer time.
        expect(['00', '01']).toContain(hour.format(at))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a birthday', () => {
  it('comes as many years on, on the same day, and on 1 March for who was born on 29 February', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 120 }), (born, age) => {
        const [year = 0, month, date] = dateOf(born).split('-').map(Number)
        const same = `${year + age}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
        expect(dateOf(birthdayAt(born, age))).toBe(isCalendarDate(same) ? same : `${year + age}-03-01`)
      }),
    )
  })

  it('cannot be told from the end: everybody born within the same stretch gets the same one', () => {
    fc.assert(
      fc.property(anyDay, within, fc.integer({ min: 1, max: 100 }), graceDays, issueDay, (born, stretch, age, grace, issuedOn) => {
        const type: RenewalRules = { renewal: { opensDaysBefore: 1 }, lifeEvents: [{ event: 'birthday', claim: ['born'], age, within: stretch, graceDays: grace }] }
        const endFor = (day: number) => eventEnds(type, claimsOf(day, day), issuedOn).map(({ end }) => end)
        const end = afterStretch(birthdayAt(born, age) + grace, stretch)
        const others = Array.from({ length: 200 }, (_, offset) => born - 100 + offset).filter((day) => afterStretch(birthdayAt(day, age) + grace, stretch) === end)
        expect(others.length).toBeGreaterThanOrEqual(stretch === 'month' ? 28 : 89)
        for (const other of others) expect(endFor(other)).toEqual(endFor(born))
        for (const found of endFor(born)) expect(dateOf(found)).toMatch(stretch === 'month' ? /-01$/ : /-(01|04|07|10)-01$/)
      }),
      { numRuns: 200 },
    )
  })

  it('lets renewal open on the day or after it, when there is something new to read', () => {
    fc.assert(
      fc.property(anyDay, within, fc.integer({ min: 1, max: 100 }), opensDaysBefore, fc.nat(90), issueDay, (born, stretch, age, opens, more, issuedOn) => {
        const type: RenewalRules = { renewal: { opensDaysBefore: opens }, lifeEvents: [{ event: 'birthday', claim: ['born'], age, within: stretch, graceDays: opens + more }] }
        for (const { end } of eventEnds(type, claimsOf(born, born), issuedOn)) expect(end - opens).toBeGreaterThanOrEqual(birthdayAt(born, age))
      }),
    )
  })
})

describe('each rule, by example', () => {
  const on = (event: LifeEvent, claims: { readonly [name: string]: string }, issuedOn: string, opens = 42) => eventEnds({ renewal: { opensDaysBefore: opens }, lifeEvents: [event] }, claims, dayOf(issuedOn)).map(({ end }) => dateOf(end))

  it('each September: the next one that renewal has not opened for', () => {
    const september: LifeEvent = { event: 'annual', day: '09-01', graceDays: 28 }
    expect(on(september, {}, '2026-03-01')).toEqual(['2026-09-29'])
    // Renewal opened on 18 August.
    expect(on(september, {}, '2026-08-17')).toEqual(['2026-09-29'])
    expect(on(september, {}, '2026-08-18')).toEqual(['2027-09-29'])
  })

  it('an eighteenth birthday: the quarter after its grace, and nothing for who is older', () => {
    const adult: LifeEvent = { event: 'birthday', claim: ['born'], age: 18, within: 'quarter', graceDays: 42 }
    expect(on(adult, { born: '2010-02-10' }, '2026-03-01')).toEqual(['2028-04-01'])
    expect(on(adult, { born: '2008-02-29' }, '2026-01-05')).toEqual(['2026-07-01'])
    expect(on(adult, { born: '1990-02-10' }, '2026-03-01')).toEqual([])
    expect(on(adult, {}, '2026-03-01')).toEqual([])
  })

  it('the end of a tenancy: its last day and the grace, whenever it is asked for', () => {
    const tenancy: LifeEvent = { event: 'onDate', claim: ['until'], graceDays: 14 }
    expect(on(tenancy, { until: '2027-02-28' }, '2026-03-01')).toEqual(['2027-03-15'])
    expect(on(tenancy, { until: '2027-02-28' }, '2027-03-10')).toEqual(['2027-03-15'])
    expect(on({ ...tenancy, within: 'month' }, { until: '2027-02-28' }, '2026-03-01')).toEqual(['2027-04-01'])
  })
})
