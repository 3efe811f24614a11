import { describe, expect, it } from 'vitest'
import { readFormProfile, FormProfileError, mustBePublishable } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { formQuery, type QueriedType } from '@counterfoil/shared/form-profile/form-query'
import { partsOf, type FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { findType } from '../../support/form-profiles.ts'
import { uniformGrant } from '../../support/uniform-grant.ts'

// Forms that take one thing or another, or several of a kind; each wrong in one way.

type Loose = Record<string, never> & { claims: Loose[]; further: Loose[]; fields: { name: string; from: string }[]; credential: Loose; choices: { options: string[][]; need: string }[] }

function read(change: (profile: Loose) => unknown = () => {}): FormProfile {
  const copy = structuredClone(uniformGrant) as unknown as Loose
  change(copy)
  return readFormProfile(copy, findType)
}

const named = (name: string): QueriedType => ({ vct: name, type: { w3cTypes: [] } })
const queryOf = (profile: FormProfile) => {
  const [first = named(''), ...further] = partsOf(profile).map(({ credential: { type } }) => named(type))
  return formQuery(profile, first, ...further)
}

describe('a form that takes one credential or another', () => {
  it('asks by one set with both, several of one kind where it says how many, and one field is filled by either', () => {
    const query = queryOf(read())
    expect(parseDcqlQuery(JSON.parse(JSON.stringify(query)))).toEqual(query)
    expect(query.credential_sets).toEqual([{ options: [['reduction'], ['meals']] }])
    expect(query.credentials.map(({ id, multiple }) => [id, multiple])).toEqual([['reduction', undefined], ['meals', true]])
  })

  it('can do without a choice, beside what it needs', () => {
    const query = queryOf(read((p) => Object.assign(p, {
      choices: [{ options: [['meals'], ['badge']], need: 'optional' }],
      further: [...p.further, { credential: { id: 'badge', type: 'blue-badge', version: 1 }, need: 'choice', claims: ['given_name', 'family_name', 'badge_number'].map((name) => ({ id: `badge_${name}`, path: [name], need: 'required', purpose: { en: 'a', cy: 'b' } })) }],
      fields: [{ name: 'first_name', from: 'reduction_given' }, { name: 'last_name', from: 'reduction_family' }, { name: 'entitled_until', from: 'reduction_until' }, { name: 'child_{n}_first_name', from: 'child_given' }, { name: 'child_{n}_until', from: 'meals_until' }, { name: 'badge', from: 'badge_badge_number' }],
    })))
    expect(query.credential_sets).toEqual([{ options: [['reduction']] }, { options: [['meals'], ['badge']], required: false }])
  })

  it('carries what a claim may be, the sets of claims, whose certificates and that nobody proves it theirs', () => {
    const [query] = queryOf(read((p) => {
      Object.assign(p.claims[2] ?? {}, { need: 'if_held' })
      p.claims.push({ id: 'percent', path: ['reduction_percent'], need: 'if_held', values: [100], purpose: { en: 'a', cy: 'b' } } as unknown as Loose)
      p.fields.push({ name: 'percent', from: 'percent' })
      Object.assign(p, { claimSets: [['reduction_given', 'reduction_family', 'percent'], ['reduction_given', 'reduction_family', 'reduction_until']] })
      Object.assign(p.credential, { trustedAuthorities: [{ type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }], withoutHolderBinding: { en: 'A test', cy: 'Prawf' } })
    })).credentials
    expect(query).toMatchObject({ trusted_authorities: [{ type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }], require_cryptographic_holder_binding: false, claim_sets: [['reduction_given', 'reduction_family', 'percent'], ['reduction_given', 'reduction_family', 'reduction_until']] })
    expect(query.claims.at(-1)).toEqual({ id: 'percent', path: ['reduction_percent'], values: [100] })
  })

  it('that nobody proves to be theirs is not one that a council publishes by itself', () => {
    const profile = read((p) => Object.assign(p.credential, { withoutHolderBinding: { en: 'A test', cy: 'Prawf' } }))
    expect(() => mustBePublishable(profile)).toThrow('anybody could replay')
    expect(mustBePublishable(read())).toEqual(read())
  })

  const mealsOf = (p: Loose): Loose[] => (p.further[0] as unknown as Pick<Loose, 'claims'>).claims
  /** Free school meals and nothing else. */
  const mealsAlone = (p: Loose, hasNames = true): Loose => {
    const fields = p.fields.filter(({ from }) => from === 'child_given' || from === 'meals_until' || (hasNames && from.startsWith('meals_')))
    return Object.assign(p, { claims: mealsOf(p).slice(hasNames ? 0 : 2), credential: p.further[0]?.['credential'], further: [], choices: undefined, fields })
  }

  const add = (p: Loose, change: object) => Object.assign(p.claims[2] ?? {}, change)
  it.each<[string, (profile: Loose) => unknown, string]>([
    ['an option that is not asked for', (p) => p.choices[0]?.options.push(['badge']), 'a choice names the credential badge, which is not asked for'],
    ['one way alone', (p) => (p.choices[0] ?? { options: [] }).options.pop(), 'choices.0.options'],
    ['the same way twice', (p) => p.choices[0]?.options.push(['meals']), 'the option meals is listed twice'],
    ['one credential twice in a way', (p) => p.choices[0]?.options.push(['meals', 'meals']), 'an option names the credential meals twice'],
    ['a way that is never taken', (p) => p.choices[0]?.options.push(['reduction', 'meals']), 'the option reduction + meals is never taken'],
    ['a further credential that is required and chosen', (p) => Object.assign(p.further[0] ?? {}, { need: 'required' }), 'credential meals is of need choice if, and only if, a choice names it'],
    ['a further credential of no choice', (p) => Object.assign(p, { choices: undefined }), 'credential meals is of need choice if, and only if, a choice names it'],
    ['choices that may all be left', (p) => Object.assign(p.choices[0] ?? {}, { need: 'optional' }), 'no credential is required'],
    ['a claim of an option that fills no field', (p) => (p.fields = p.fields.filter(({ from }) => from !== 'meals_until')), 'claim meals_until is asked for but fills no field'],
    ['one field filled twice by what comes together', (p) => p.fields.push({ name: 'first_name', from: 'reduction_until' }), 'field first_name is listed twice'],
    ['one field filled from two that may come together', (p) => Object.assign(p, { choices: [{ options: [['reduction'], ['meals', 'reduction']], need: 'required' }] }), 'field first_name is listed twice'],
    ['rows without their number', (p) => Object.assign(p.fields.find(({ from }) => from === 'child_given') ?? {}, { name: 'child' }), 'field child needs {n} in its name: meals may be shown 3 times'],
    ['a number of what is shown once', (p) => p.fields.push({ name: 'until_{n}', from: 'reduction_until' }), 'field until_{n} counts rows, and reduction is shown once'],
    ['a row that is another field', (p) => p.fields.push({ name: 'child_2_first_name', from: 'reduction_until' }, { name: 'child_{n}_until', from: 'child_given' }), 'field child_1_until is listed twice'],
    ['two numbers in a name', (p) => p.fields.push({ name: 'a{n}_{n}', from: 'child_given' }), 'fields.7.name'],
    ['one of a kind as several', (p) => Object.assign(p.further[0]?.['credential'] ?? {}, { most: 1 }), 'further.0.credential.most'],
    ['more than anybody finds their way among', (p) => Object.assign(p.further[0]?.['credential'] ?? {}, { most: 9 }), 'further.0.credential.most'],
    ['a value of another type', (p) => add(p, { values: [7] }), 'claim reduction_until is never 7'],
    ['a value that the type does not allow', (p) => add(p, { values: ['2027-02-30'] }), 'claim reduction_until is never "2027-02-30"'],
    ['a value twice', (p) => add(p, { values: ['2027-03-31', '2027-03-31'] }), 'claim reduction_until lists a value twice'],
    ['no value', (p) => add(p, { values: [] }), 'claims.2.values'],
    ['a value that is half a number', (p) => add(p, { values: [1.5] }), 'claims.2.values'],
    ['a claim set of what is not asked for', (p) => Object.assign(p, { claimSets: [['reduction_given'], ['age']] }), 'a claim set of reduction names age, which is not asked for'],
    ['a claim in no set', (p) => Object.assign(p, { claimSets: [['reduction_given'], ['reduction_family']] }), 'claim reduction_until is in no claim set'],
    ['a required claim that a set lacks', (p) => Object.assign(p, { claimSets: [['reduction_given', 'reduction_family'], ['reduction_until']] }), 'claim reduction_given is required if, and only if, every claim set has it'],
    ['a claim set twice', (p) => Object.assign(p, { claimSets: [['reduction_given', 'reduction_family', 'reduction_until'], ['reduction_until', 'reduction_given', 'reduction_family']] }), 'listed twice'],
    ['a claim twice in a set', (p) => Object.assign(p, { claimSets: [['reduction_given', 'reduction_given', 'reduction_family', 'reduction_until'], ['reduction_given']] }), 'a claim set names reduction_given twice'],
    ['a claim set that is never taken', (p) => Object.assign(p, { claimSets: [['reduction_given', 'reduction_family'], ['reduction_given', 'reduction_family', 'reduction_until']] }), 'is never taken'],
    ['an authority by a list of trust', (p) => Object.assign(p.credential, { trustedAuthorities: [{ type: 'etsi_tl', values: ['https://lotl.example'] }] }), 'must be aki'],
    ['an authority that is no key identifier', (p) => Object.assign(p.credential, { trustedAuthorities: [{ type: 'aki', values: ['Sampleby Council'] }] }), 'trustedAuthorities'],
    ['no authority', (p) => Object.assign(p.credential, { trustedAuthorities: [] }), 'trustedAuthorities'],
    ['no reason why nobody proves it theirs', (p) => Object.assign(p.credential, { withoutHolderBinding: true }), 'withoutHolderBinding'],
    ['half a reason why nobody proves it theirs', (p) => Object.assign(p.credential, { withoutHolderBinding: { en: 'A test', cy: '' } }), 'why reduction needs no holder binding.cy'],
    ['a transaction that nobody may be there to authorise', (p) => Object.assign(p, { transactionTypes: ['a'] }), 'transactionTypes: reduction is one of a choice'],
    ['a transaction by several', (p) => Object.assign(p, { transactionTypes: ['a'], credential: { ...p.credential, most: 2 }, fields: p.fields.map((field) => (field.from === 'reduction_until' ? { ...field, name: 'until_{n}' } : field)) }), 'transactionTypes: reduction may be shown several times'],
    ['a transaction by whoever has a copy', (p) => Object.assign(p, { transactionTypes: ['a'], credential: { ...p.credential, withoutHolderBinding: { en: 'A test', cy: 'Prawf' } } }), 'transactionTypes: reduction needs no holder binding'],
    ['several whom one acts for', (p) => Object.assign(p, { choices: undefined, representation: { representation: 'reduction', person: 'meals', scope: 'education' }, further: p.further.map((part) => ({ ...(part as object), need: 'required' })) }), 'credential meals may be shown several times: a form is filled in for one person'],
    ['rows that don’t say whose they are, in a form of nothing else', (p) => mealsAlone(p, false), 'credential meals could be shown for several people: ask it for given_name and family_name, required'],
    ['rows that may say whose they are', (p) => Object.assign(mealsAlone(p), { claims: p.claims.map((claim, place) => (place === 0 ? { ...(claim as object), need: 'if_held' } : claim)) }), 'credential meals could be shown for several people'],
    ['rows of one option that don’t say whose they are', (p) => Object.assign(p, { fields: p.fields.filter(({ from }) => !from.startsWith('meals_') || from === 'meals_until'), further: p.further.map((part) => ({ ...(part as object), claims: mealsOf(p).slice(2) })) }), 'credential meals could be shown for several people'],
    ['rows that don’t say when they were born, of a type that does', (p) => Object.assign(mealsAlone(p), { credential: { id: 'meals', type: 'residency', version: 1, most: 2 }, claims: p.claims.slice(0, 2), fields: [{ name: 'first_name', from: 'meals_given' }] }), 'credential meals could be shown for several people: ask it for given_name, family_name, and birth_date, required'],
  ])('is refused with %s', (_what, change, problem) => {
    let problems = ''
    try {
      read(change)
    } catch (error) {
      if (!(error instanceof FormProfileError)) throw error
      problems = error.problems.join('\n')
    }
    expect(problems).toContain(problem)
  })

  it('may be filled from credentials of others unnoticed only where no two come together', () => {
    const nameless = (p: Loose) => Object.assign(p, { claims: p.claims.slice(2), fields: p.fields.filter(({ from }) => from !== 'reduction_given' && from !== 'reduction_family') })
    expect(read(nameless).claims).toHaveLength(1)
    expect(() => read((p) => nameless(Object.assign(p, { choices: undefined, further: p.further.map((part) => ({ ...(part as object), need: 'optional' })) })))).toThrow("credential meals could be another person's")
  })
})
