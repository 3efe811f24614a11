import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCalendarDate, problemsOf } from '@counterfoil/shared/catalogue/claims-schema'
import { contrast } from '@counterfoil/shared/catalogue/contrast'
import { typeOf } from '../../support/catalogue.ts'

const { schema } = typeOf('residency')
const good = {
  given_name: 'Ada',
  family_name: 'Hill',
  birth_date: '1970-01-01',
  address: { address_line_1: '1 High Street', post_town: 'Aldermoor', postcode: 'AL1 1AA', uprn: '100012345678' },
  resident_since: '2001-02-28',
}

describe('claims', () => {
  it('fit when all that is required is there', () => {
    expect(problemsOf(schema, good)).toEqual([])
    expect(problemsOf(schema, { ...good, address: { ...good.address, address_line_2: 'Flat 2' } })).toEqual([])
  })

  it.each([
    ['a required claim is missing', { ...good, given_name: undefined }, ['given_name'], 'missing'],
    ['a required claim of the address is missing', { ...good, address: { ...good.address, uprn: undefined } }, ['address', 'uprn'], 'missing'],
    ['the address is a text', { ...good, address: 'here' }, ['address'], 'wrong_type'],
    ['a claim is not of the type', { ...good, shoe_size: '9' }, ['shoe_size'], 'unexpected'],
    ['a claim is inherited', Object.assign(Object.create({ given_name: 'Ada' }), { ...good, given_name: undefined }), ['given_name'], 'missing'],
    ['a number stands for a text', { ...good, given_name: 5 }, ['given_name'], 'wrong_type'],
    ['a name is empty', { ...good, given_name: '' }, ['given_name'], 'wrong_length'],
    ['VPR-56 a claim is far too long', { ...good, given_name: 'x'.repeat(1_048_576) }, ['given_name'], 'wrong_length'],
    ['VPR-56 a claim holds NUL', { ...good, given_name: 'A\u0000' }, ['given_name'], 'forbidden_characters'],
    ['VPR-56 a claim holds a line break', { ...good, given_name: 'A\r\nB' }, ['given_name'], 'forbidden_characters'],
    ['VPR-56 a claim holds a bidirectional override', { ...good, given_name: 'A\u202eB' }, ['given_name'], 'forbidden_characters'],
    ['VPR-56 a claim holds half a character', { ...good, given_name: 'A\ud800' }, ['given_name'], 'forbidden_characters'],
    ['the 31st of February', { ...good, birth_date: '1970-02-31' }, ['birth_date'], 'no_such_date'],
    ['a UPRN has letters', { ...good, address: { ...good.address, uprn: '10001234567A' } }, ['address', 'uprn'], 'wrong_form'],
    ['a UPRN has 13 digits', { ...good, address: { ...good.address, uprn: '1000123456789' } }, ['address', 'uprn'], 'wrong_form'],
    ['a postcode is lower case', { ...good, address: { ...good.address, postcode: 'al1 1aa' } }, ['address', 'postcode'], 'wrong_form'],
  ] as const)('do not fit when %s', (_row, claims, path, problem) => {
    expect(problemsOf(schema, claims)).toContainEqual({ path, problem })
  })

  it('are told of by their path, never by their value', () => {
    expect(JSON.stringify(problemsOf(schema, { ...good, given_name: 'secret\u0000' }))).not.toContain('secret')
  })

  it.each([['1970-02-29', false], ['1972-02-29', true], ['2000-13-01', false], ['20000-01-01', false], ['1970-1-1', false], ['', false]])('%s is a day: %s', (day, is) => {
    expect(isCalendarDate(day)).toBe(is)
  })
})

describe('a day', () => {
  it('is one exactly when the platform knows it', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(14), fc.nat(33), (year, month, day) => {
        const text = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
        const instant = new Date(`${text}T00:00:00Z`)
        expect(isCalendarDate(text)).toBe(!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('contrast', () => {
  it('is 21 between black and white, 1 between the same', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#336699', '#336699')).toBeCloseTo(1)
    expect(contrast('#767676', '#ffffff')).toBeGreaterThanOrEqual(4.5)
  })
})
