import { readdirSync } from 'node:fs'
import { anything, assert, constantFrom, jsonValue, oneof, property, string, type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormProfileError, parseFormProfile, readFormProfile } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { alteredProfile, findType, firstOf, formProfile, formsFolder, profileText, type LooseProfile } from '../../support/form-profiles.ts'

const names = readdirSync(formsFolder).filter((file) => file.endsWith('.json')).map((file) => file.replace('.json', ''))

type Place = readonly (string | number)[]

/** Every place within a value, the value itself but. */
const placesIn = (value: unknown, at: Place = []): Place[] =>
  typeof value !== 'object' || value === null ? [] : Object.entries(value).flatMap(([name, held]) => [[...at, name], ...placesIn(held, [...at, name])])

function replacedAt(value: unknown, place: Place, by: unknown): string {
  const [name = '', ...rest] = place
  const within = value as Record<string, unknown>
  if (rest.length === 0) within[name] = by
  else replacedAt(within[name], rest, by)
  return JSON.stringify(value)
}

describe('the form profiles', () => {
  it.each(names)('%s is well formed and named as its file', (name) => {
    expect(formProfile(name).id).toBe(name)
  })
})

describe('a form profile', () => {
  it.each<[string, (profile: LooseProfile) => unknown, string]>([
    ['a claim that fills no field', (p) => (p.fields = p.fields.filter(({ from }) => from !== 'uprn')), 'fills no field'],
    ['a field filled from nothing', (p) => p.fields.push({ name: 'age', from: 'age' }), 'not asked for'],
    ['a missing translation', (p) => (p.title = { en: 'Renew', cy: '' }), 'title.cy'],
    ['no Welsh at all', (p) => Object.assign(p, { title: { en: 'Renew' } }), 'title.cy'],
    ['a purpose that reads backwards', (p) => (p.purpose = { en: 'a\u202eb', cy: 'c' }), 'purpose.en'],
    ['a claim that the type does not have', (p) => (firstOf(p.claims).path = ['given_name', 'x']), 'not one of the credential type'],
    ['a whole object as claim', (p) => (firstOf(p.claims).path = ['address']), 'not one of the credential type'],
    ['a whole object that its type discloses', (p) => Object.assign(p, { credential: { id: 'parking', type: 'resident-parking', version: 1 }, claims: [{ ...firstOf(p.claims), id: 'address', path: ['address'] }], fields: [{ name: 'address', from: 'address' }] }), 'claim address is several facts together'],
    ['a whole object of a further credential', (p) => Object.assign(p, { further: [{ credential: { id: 'parking', type: 'resident-parking', version: 1 }, need: 'optional', claims: [{ ...firstOf(p.claims), id: 'home', path: ['address'] }] }] }), 'claim home is several facts together'],
    ['VPR-55: a claim path of __proto__', (p) => (firstOf(p.claims).path = ['__proto__', 'x']), 'reserved'],
    ['VPR-55: a claim path that is an expression', (p) => (firstOf(p.claims).path = ['a.b[0]']), 'not one of the credential type'],
    ['VPR-55: a field named constructor', (p) => (firstOf(p.fields).name = 'constructor'), 'reserved'],
    ['a claim twice', (p) => p.claims.push(firstOf(p.claims)), 'listed twice'],
    ['a field twice', (p) => p.fields.push(firstOf(p.fields)), 'listed twice'],
    ['nothing required', (p) => p.claims.forEach((claim) => (claim.need = 'optional')), 'no claim is required'],
    ['a claim without its purpose', (p) => delete (firstOf(p.claims) as { purpose?: unknown }).purpose, 'claims.0.purpose'],
    ['a claim whose purpose is empty', (p) => (firstOf(p.claims).purpose = { en: '', cy: 'x' }), 'the purpose of claim given_name.en'],
    ['no version', (p) => delete (p as { version?: unknown }).version, 'version'],
    ['an unknown member', (p) => (p['query'] = {}), 'query'],
    ['an unknown credential type', (p) => (p.credential = { id: 'a', type: 'passport', version: 1 }), 'no such credential type'],
    ['another version of the type', (p) => (p.credential = { id: 'a', type: 'residency', version: 2 }), 'no such credential type'],
    ['a transaction that an mdoc would authorise', (p) => Object.assign(p, { transactionTypes: ['a'], credential: { ...p.credential, format: 'mso_mdoc' } }), 'transactionTypes: residency is an mdoc'],
    ['a return path that is another host', (p) => (p.returnPaths = ['//evil.example']), 'returnPaths'],
    ['a privacy notice that is a script', (p) => (p.privacyNotice = { en: 'javascript:alert(1)', cy: 'https://a.example/' }), 'privacyNotice'],
    ['a privacy notice that is not protected', (p) => (p.privacyNotice = { en: 'https://a.example/', cy: 'http://a.example/' }), 'privacyNotice'],
    ['a return path that climbs', (p) => (p.returnPaths = ['/a/../b']), 'returnPaths'],
  ])('with %s is refused', (_what, change, problem) => {
    expect(() => parseFormProfile(alteredProfile(change), findType)).toThrow(problem)
  })

  it.each([
    ['a number', 'resident-parking', 'most_permits'],
    ['a yes or no', 'travel-pass', 'companion'],
  ])('may ask for %s', (_what, type, path) => {
    const asking = alteredProfile((p) => Object.assign(p, { credential: { id: 'it', type, version: 1 }, claims: [{ ...firstOf(p.claims), path: [path] }], fields: [{ name: 'it', from: firstOf(p.claims).id }] }))
    expect(parseFormProfile(asking, findType).claims).toHaveLength(1)
  })

  it('tells all its problems at once', () => {
    const wrong = alteredProfile((p) => {
      p.title = { en: '', cy: '' }
      p.claims.push({ id: 'spare', path: ['resident_since'], need: 'optional', purpose: { en: 'a', cy: '' } })
      Object.assign(p, { retention: { en: 'x' }, unknown: 1 })
    })
    expect(() => parseFormProfile(wrong, findType)).toThrow(/retention\.cy[\s\S]*unknown[\s\S]*title\.en[\s\S]*title\.cy[\s\S]*purpose of claim spare\.cy[\s\S]*spare is asked for but fills no field/)
  })

  it('is read as it is written, whichever it is', () => {
    for (const name of names) expect(JSON.parse(JSON.stringify(formProfile(name)))).toEqual(JSON.parse(profileText(name)))
    for (const name of names) expect(parseFormProfile(JSON.stringify(formProfile(name)), findType)).toEqual(formProfile(name))
  })

  it('is refused with reasons, and nothing else happens, whatever is given for it', () => {
    const refused = (read: () => unknown): void => {
      expect(read).toThrow(FormProfileError)
    }
    assert(property(oneof(anything(), jsonValue()), (given) => refused(() => readFormProfile(given, findType))))
    assert(property(oneof(string(), jsonValue().map((value) => JSON.stringify(value))), (text) => refused(() => parseFormProfile(text, findType))))
  })

  it('is one that can be used, or is refused with reasons, whatever of it is replaced', () => {
    const spoilt: Arbitrary<string> = jsonValue().chain((value) => constantFrom(...placesIn(JSON.parse(profileText('school-travel')))).map((place) => replacedAt(JSON.parse(profileText('school-travel')), place, value)))
    assert(property(spoilt, (text) => {
      try {
        expect(JSON.parse(JSON.stringify(parseFormProfile(text, findType)))).toEqual(JSON.parse(text))
      } catch (error) {
        if (!(error instanceof FormProfileError)) throw error
        expect(error.problems.length).toBeGreaterThan(0)
      }
    }))
  })
})
