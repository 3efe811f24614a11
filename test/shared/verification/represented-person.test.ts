import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { checkRepresentation } from '@counterfoil/shared/verification/represented-person'

const child = { given_name: 'Mabli', family_name: 'Lee', birth_date: '2019-05-04' }
const representation: JsonObject = { role: 'parent', represented: child, scope: 'education', acts_from: '2019-05-04', acts_until: '2037-05-03' }
const asked = { scope: 'education', on: '2027-01-15' }

const outcome = (of: JsonObject = {}, person: JsonObject = child, also: Partial<typeof asked> = {}): unknown => {
  try {
    return checkRepresentation({ ...representation, ...of }, person, { ...asked, ...also })
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('a representation and the credential of the person represented', () => {
  it('belong together, and tell who acts as what', () => {
    expect(outcome()).toEqual({ role: 'parent', scope: 'education' })
    expect(outcome({ scope: 'all_services' })).toEqual({ role: 'parent', scope: 'all_services' })
  })

  it.each<[string, JsonObject, JsonObject, object, string]>([
    ['of another name', {}, { ...child, given_name: 'Mali' }, {}, 'subject_mismatch'],
    ['of a twin born on another day', {}, { ...child, birth_date: '2019-05-05' }, {}, 'subject_mismatch'],
    ['whose date of birth is withheld', {}, { given_name: 'Mabli', family_name: 'Lee' }, {}, 'credential_missing_data'],
    ['with dates of birth withheld in both', { represented: { given_name: 'Mabli', family_name: 'Lee' } }, { given_name: 'Mabli', family_name: 'Lee' }, {}, 'credential_missing_data'],
    ['with empty people', { represented: {} }, {}, {}, 'credential_missing_data'],
    ['with nobody represented', { represented: null }, child, {}, 'credential_missing_data'],
    ['with a scope withheld', { scope: undefined }, child, {}, 'credential_missing_data'],
    ['for something else', {}, child, { scope: 'money' }, 'representation_out_of_scope'],
    ['on the day before it begins', {}, child, { on: '2019-05-03' }, 'representation_not_current'],
    ['on the day after it ends', {}, child, { on: '2037-05-04' }, 'representation_not_current'],
    ['with an end that is no day', { acts_until: 'forever' }, child, {}, 'credential_missing_data'],
  ])('VPR-40: %s are refused', (_what, of, person, also, code) => {
    expect(outcome(of, person, also)).toBe(code)
  })

  it('take a name for the same however it is composed', () => {
    const composed = { ...child, given_name: 'Zoë' }
    expect(outcome({ represented: composed }, { ...child, given_name: 'Zoe\u0308' })).toMatchObject({ role: 'parent' })
  })
})
