import { describe, expect, it } from 'vitest'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { lintFormProfile } from '@counterfoil/shared/form-profile/lint-form-profile'
import { formQuery } from '@counterfoil/shared/form-profile/form-query'
import { lintQuery } from '@counterfoil/shared/form-profile/lint-query'
import { isOnePerson } from '@counterfoil/verifier/domain/one-person'
import type { AskedClaim, FormPart, FormProfile } from '@counterfoil/shared/form-profile/form-profile'

const words = { en: 'a', cy: 'b' }
const claim = (id: string, ...path: string[]): AskedClaim => ({ id, path: path.length === 0 ? [id] : path, need: 'required', purpose: words })
const part = (id: string, need: FormPart['need'], ...claims: AskedClaim[]): FormPart => ({ credential: { id, type: id, version: 1 }, need, claims })

const several: FormProfile = {
  id: 'help',
  version: 1,
  title: words,
  purpose: words,
  lawfulBasis: words,
  retention: words,
  contact: 'a@b.example',
  credential: { id: 'residency', type: 'residency', version: 1 },
  claims: [claim('given_name'), claim('family_name')],
  further: [
    part('badge', 'optional', claim('badge_given', 'given_name'), claim('badge_family', 'family_name'), claim('badge_number')),
    part('reduction', 'required', claim('reduction_given', 'given_name'), claim('reduction_family', 'family_name'), claim('percent')),
  ],
  fields: ['given_name', 'family_name', 'badge_number', 'percent'].map((from) => ({ name: from, from })),
  returnPaths: ['/help'],
  crossDevice: { allowed: false, reason: words },
}

const representing: FormProfile = {
  ...several,
  credential: { id: 'representation', type: 'representation', version: 1 },
  claims: [claim('own_given', 'given_name'), claim('own_family', 'family_name'), claim('role'), claim('their_given', 'represented', 'given_name'), claim('their_family', 'represented', 'family_name'), claim('their_birth', 'represented', 'birth_date'), claim('scope'), claim('acts_from'), claim('acts_until')],
  further: [part('card', 'required', claim('card_given', 'given_name'), claim('card_family', 'family_name'), claim('card_birth', 'birth_date'), claim('card_number'))],
  representation: { representation: 'representation', person: 'card', scope: 'education' },
  fields: [{ name: 'card_number', from: 'card_number' }],
}

const problems = (profile: FormProfile): string => lintFormProfile(profile, []).join('\n')

describe('a form that takes several credentials', () => {
  const named = (vct: string) => ({ vct, type: { w3cTypes: [] } })

  it('asks for all of them in one query, and can do without those that it doesn’t require', () => {
    const query = formQuery(several, named('r'), named('b'), named('c'))
    expect(parseDcqlQuery(JSON.parse(JSON.stringify(query)))).toEqual(query)
    expect(lintQuery(query)).toEqual([])
    expect(query.credential_sets).toEqual([{ options: [['residency', 'reduction']] }, { options: [['badge']], required: false }])
    expect(formQuery(representing, named('r'), named('c')).credential_sets).toBeUndefined()
  })

  it('asks for names that fill no field only to see that all is about one person, or that one acts for another', () => {
    expect(problems(several)).toBe('')
    expect(problems(representing)).toBe('')
  })

  it.each<[string, FormProfile, string]>([
    ['the name of somebody else’s credential can’t be told', { ...several, further: [part('badge', 'optional', claim('badge_number'))] }, 'credential badge could be another person'],
    ['a further credential asks for more than it uses', { ...several, further: [part('badge', 'optional', claim('bg', 'given_name'), claim('bf', 'family_name'), claim('spare'))] }, 'claim spare is asked for but fills no field'],
    ['two claims have one id', { ...several, further: [part('badge', 'optional', claim('given_name'), claim('bf', 'family_name'))] }, 'claim given_name is listed twice'],
    ['two credentials have one id', { ...several, further: [part('residency', 'required', claim('bg', 'given_name'), claim('bf', 'family_name'))] }, 'credential residency is listed twice'],
    ['a representation may be left out', { ...representing, representation: { representation: 'x', person: 'card', scope: 'education' } }, 'credential x of the representation is not one that the form requires'],
    ['the represented person has no date of birth', { ...representing, further: [part('card', 'required', claim('card_given', 'given_name'), claim('card_family', 'family_name'), claim('card_number'))] }, 'credential card must be asked for birth_date'],
    ['a representation doesn’t say until when', { ...representing, claims: representing.claims.filter(({ id }) => id !== 'acts_until') }, 'credential representation must be asked for acts_until'],
    ['a third credential comes beside a representation', { ...representing, further: [...(representing.further ?? []), part('more', 'required', claim('more_given', 'given_name'))] }, 'shows two credentials'],
  ])('is refused when %s', (_what, profile, problem) => expect(problems(profile)).toContain(problem))

  it('asks for the date of birth, too, where both types know it: a father and a son may have one name', () => {
    const [withBirth, without] = [new Set(['given_name', 'family_name', 'birth_date', 'badge_number', 'percent'].map((name) => JSON.stringify([name]))), new Set(['given_name', 'family_name', 'percent'].map((name) => JSON.stringify([name])))]
    expect(lintFormProfile(several, [withBirth, withBirth, without])).toEqual(["credential badge could be another person's: ask it and the first for given_name, family_name, and birth_date, required"])
    const [badge, ...others] = several.further ?? []
    const asking: FormProfile = { ...several, claims: [...several.claims, claim('birth_date')], further: [part('badge', 'optional', ...(badge?.claims ?? []), claim('badge_birth', 'birth_date')), ...others] }
    expect(lintFormProfile(asking, [withBirth, withBirth, without])).toEqual([])
    // Where nobody compares it, nobody asks for it.
    expect(lintFormProfile({ ...asking, further: several.further }, [without, without, without]).join('\n')).toContain('claim birth_date is asked for but fills no field')
  })
})

describe('the credentials of one answer', () => {
  it.each<[string, boolean, Parameters<typeof isOnePerson>[0]]>([
    ['say the same', true, [{ given_name: 'Siân', family_name: 'Sampleby' }, { given_name: 'Sia\u0302n ', family_name: 'Sampleby' }]],
    ['say nothing of it', true, [{ percent: '50' }, {}]],
    ['name another', false, [{ given_name: 'Ada', family_name: 'Sampleby' }, { given_name: 'Bryn', family_name: 'Sampleby' }]],
    ['tell another birth', false, [{ birth_date: '1970-01-01' }, {}, { birth_date: '1970-01-02' }]],
  ])('that %s are of one person: %s', (_what, expected, credentials) => expect(isOnePerson(credentials)).toBe(expected))
})
