import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { mapToFields } from '@counterfoil/verifier/domain/prefill-result'
import { formProfile, types } from '../../support/form-profiles.ts'

describe('mapping to fields', () => {
  const { schema } = types.get('residency') ?? { schema: undefined }
  if (schema === undefined) throw new Error('the catalogue has no residency')
  const claims = { given_name: 'Ann', family_name: 'Lee', address: { address_line_1: '1 Row', post_town: 'Town', postcode: 'AL1 1AA', uprn: '1' } }

  it('names each field as the form does and takes nothing else along', () => {
    const { fields } = mapToFields(formProfile(), schema, { ...claims, resident_since: '2001-01-01', address: { ...claims.address, extra: 'x' } }) ?? expect.fail()
    expect({ ...fields }).toEqual({ first_name: 'Ann', last_name: 'Lee', address_line_1: '1 Row', town: 'Town', postcode: 'AL1 1AA', uprn: '1' })
  })

  it.each([
    ['no name', { ...claims, given_name: undefined }],
    ['an inherited name', Object.assign(Object.create({ given_name: 'Ann' }) as object, { ...claims, given_name: undefined })],
    ['an empty name', { ...claims, given_name: '' }],
    ['an array as name', { ...claims, given_name: ['Ann'] }],
    ['no address', { ...claims, address: undefined }],
    ['an address of text', { ...claims, address: '1 Row' }],
    ['a postcode in lower case', { ...claims, address: { ...claims.address, postcode: 'al1 1aa' } }],
    ['a UPRN of 13 digits', { ...claims, address: { ...claims.address, uprn: '1234567890123' } }],
  ])('with %s gives nothing', (_what, wrong) => {
    expect(mapToFields(formProfile(), schema, wrong as unknown as JsonObject)).toBeNull()
  })

  it.each([
    ['council-tax-reduction', 'reduction_percent', 25, '25'],
    ['resident-parking', 'most_permits', 0, '0'],
    ['travel-pass', 'companion', true, 'true'],
    ['travel-pass', 'companion', false, 'false'],
  ])('writes %s.%s of %j as the text %j, the same in every language', (type, path, value, text) => {
    const [claim] = formProfile().claims
    const asked = { claims: claim === undefined ? [] : [{ ...claim, id: 'it', path: [path] }], fields: [{ name: 'told', from: 'it' }] }
    const { schema: of } = types.get(type) ?? { schema }
    expect({ ...mapToFields(asked, of, { [path]: value })?.fields }).toEqual({ told: text })
    expect(mapToFields(asked, of, { [path]: text })).toBeNull()
    expect(mapToFields(asked, of, { [path]: 1.5 })).toBeNull()
  })

  it('of one set of claims or another says which, the first that is whole, and gives nothing where none is', () => {
    const purpose = { en: 'a', cy: 'b' }
    const asked = { claims: ['birth_date', 'resident_since'].map((id) => ({ id, path: [id], need: 'if_held' as const, purpose })), claimSets: [['birth_date'], ['resident_since']], fields: [{ name: 'since', from: 'resident_since' }, { name: 'since', from: 'birth_date' }] }
    const of = (said: JsonObject) => mapToFields(asked, schema, said)
    expect(of({ resident_since: '2001-01-01' })).toMatchObject({ fields: { since: '2001-01-01' }, claimSet: ['resident_since'] })
    expect(of({ birth_date: '1970-02-03' })).toMatchObject({ fields: { since: '1970-02-03' }, claimSet: ['birth_date'] })
    expect(of({ birth_date: 'long ago' })).toBeNull()
    expect(of({})).toBeNull()
  })

  it('VPR-55: leaves Object.prototype as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    mapToFields(formProfile(), schema, JSON.parse('{"__proto__":{"given_name":"x"},"constructor":{"prototype":{"polluted":1}}}') as JsonObject)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })
})
