import { describe, expect, it } from 'vitest'
import { caseloadAddress, caseloadQueryOf, rangesOf, wholeCaseload, type CaseloadQuery } from '@counterfoil/issuer/domain/caseload/caseload-query'
import { startOfDay, typedDate } from '@counterfoil/issuer/domain/caseload/typed-date'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'

const asked = (address: string): CaseloadQuery | null => caseloadQueryOf(Object.fromEntries(new URLSearchParams(address)))
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000

describe('an address of the caseload', () => {
  const full: CaseloadQuery = {
    type: 'residency',
    status: 'suspended',
    dates: { 'issued-from': { day: '1', month: '2', year: '2026' }, 'expires-to': { day: '29', month: '2', year: '2028' } },
    search: 'c2VhbGVk',
    sort: 'expires',
    order: 'asc',
    after: { value: 1_764_000_000, id: '0'.repeat(32) as CounterfoilId },
  }

  it('says all that was asked for, and is read as it was written', () => {
    expect(asked(caseloadAddress(full).split('?')[1] ?? '')).toEqual(full)
    expect([caseloadAddress(wholeCaseload), asked('')]).toEqual(['/staff/caseload', wholeCaseload])
  })

  it.each([
    'orderBy=(select%20person%20from%20counterfoils)',
    'sort=(select%20person)',
    'sort=person',
    'sort=__proto__',
    'sort=constructor',
    'order=asc%2C%20id',
    'status=0%20OR%201%3D1',
    'status=toString',
    'field=__proto__',
    '__proto__=1',
    'tenantId=brackenfield',
    'authority=brackenfield',
    'after=1.%27%3B--',
    'after=-1.00000000000000000000000000000000',
    'issued-from=1-2-2026%27',
  ])('ADM-14 that no page of ours made is refused: %s', (address) => {
    expect(asked(address)).toBeNull()
  })

  it('ADM-14 that names a thing twice is refused', () => {
    expect(caseloadQueryOf({ sort: ['issued', 'expires'] })).toBeNull()
    expect(caseloadQueryOf({ status: { $ne: 'active' } })).toBeNull()
  })
})

describe('dates of a filter', () => {
  it.each([
    ['a day', ['1', '2', '2026'], day('2026-02-01')],
    ['29 February of a leap year', ['29', '2', '2028'], day('2028-02-29')],
    ['29 February of another', ['29', '2', '2027'], 'no_such_date'],
    ['29 February of a century', ['29', '2', '2100'], 'no_such_date'],
    ['the day on which clocks go forward', ['29', '3', '2026'], day('2026-03-29')],
    ['the day on which clocks go back', ['25', '10', '2026'], day('2026-10-25')],
    ['the last day that there is', ['31', '12', '2100'], day('2100-12-31')],
    ['a year beyond, whose seconds ids can’t hold', ['1', '1', '2101'], 'not_of_these_times'],
    ['the last year of four figures', ['1', '1', '9999'], 'not_of_these_times'],
    ['a year before there were credentials', ['31', '12', '1969'], 'not_of_these_times'],
    ['a thirteenth month', ['1', '13', '2026'], 'no_such_date'],
    ['day nought', ['0', '1', '2026'], 'no_such_date'],
    ['a year of two figures', ['1', '2', '26'], 'incomplete'],
    ['no day', ['', '2', '2026'], 'incomplete'],
    ['words', ['first', 'Feb', '2026'], 'incomplete'],
  ] as const)('%s', (_, [d, month, year], expected) => {
    const typed = typedDate((part) => ({ day: d, month, year })[part])
    expect(typed === null ? null : startOfDay(typed)).toBe(expected)
  })

  it('take in the whole of the last day', () => {
    const dates = { 'issued-from': { day: '28', month: '2', year: '2028' }, 'issued-to': { day: '29', month: '2', year: '2028' } }
    expect(rangesOf({ dates })).toEqual({ issued: { from: day('2028-02-28'), before: day('2028-03-01') }, expires: { from: null, before: null } })
  })

  it('that are no dates, or the wrong way round, are told by their fields', () => {
    const dates = { 'issued-from': { day: '2', month: '1', year: '2026' }, 'issued-to': { day: '1', month: '1', year: '2026' }, 'expires-to': { day: '31', month: '4', year: '2026' } }
    expect(rangesOf({ dates })).toEqual({ problems: [{ field: 'issued-to', problem: 'before_start' }, { field: 'expires-to', problem: 'no_such_date' }] })
  })
})
