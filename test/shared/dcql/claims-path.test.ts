import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { onlySelected, selectClaims, type ClaimsPath } from '@counterfoil/shared/dcql/claims-path'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { inNoTime } from '../../support/in-no-time.ts'

/** The example of OpenID4VP 1.0, section 7.3. */
const credential = {
  name: 'Arthur Dent',
  address: { street_address: '42 Market Street', locality: 'Milliways', postal_code: '12345' },
  degrees: [
    { type: 'Bachelor of Science', university: 'University of Betelgeuse' },
    { type: 'Master of Science', university: 'University of Betelgeuse' },
  ],
  nationalities: ['British', 'Betelgeusian'],
} satisfies JsonObject

const valuesAt = (claims: JsonObject, path: ClaimsPath): Json[] => selectClaims(claims, path).map(({ value }) => value)
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a claims path', () => {
  it.each<[ClaimsPath, Json[]]>([
    [['name'], ['Arthur Dent']],
    [['address'], [credential.address]],
    [['address', 'street_address'], ['42 Market Street']],
    [['degrees', null, 'type'], ['Bachelor of Science', 'Master of Science']],
    [['nationalities', 1], ['Betelgeusian']],
    [['nationalities', null], ['British', 'Betelgeusian']],
    [['degrees', 1], [credential.degrees[1] ?? null]],
    [['degrees', 0, 'university'], ['University of Betelgeuse']],
  ])('%j selects what section 7.3 says', (path, values) => {
    expect(valuesAt(credential, path)).toEqual(values)
  })

  it.each<[string, ClaimsPath, JsonObject]>([
    ['a name that is not there', ['age'], credential],
    ['a name below text', ['name', 'first'], credential],
    ['the length of text', ['name', 'length'], credential],
    ['a character of text by its position', ['name', 0], credential],
    ['every character of text', ['name', null], credential],
    ['a name in an array', ['nationalities', 'length'], credential],
    ['a position written as a name', ['nationalities', '0'], credential],
    ['a position in an object', ['address', 0], credential],
    ['every member of an object', ['address', null], credential],
    ['a position beyond the end', ['nationalities', 2], credential],
    ['every element of an empty array', ['a', null], { a: [] }],
    ['an inherited name', ['constructor'], credential],
    ['an inherited name below', ['address', 'toString'], credential],
    ['the prototype', ['__proto__'], credential],
    ['a name below null', ['a', 'b'], { a: null }],
    ['a name below true', ['a', 'valueOf'], { a: true }],
    ['a name in elements of which one is text', ['a', null, 'b'], { a: [{ b: 1 }, 'text'] }],
    ['a position in elements of which one is an object', ['a', null, 0], { a: [[1], { 0: 2 }] }],
    ['every element of elements of which one is null', ['a', null, null], { a: [[1], null] }],
  ])('selects nothing for %s', (_what, path, claims) => {
    expect(selectClaims(claims, path)).toEqual([])
  })

  it('passes over the elements that lack the name, when all are objects', () => {
    expect(valuesAt({ a: [{ b: 1 }, { c: 2 }, { b: 3 }] }, ['a', null, 'b'])).toEqual([1, 3])
  })

  it('selects a claim whose name is __proto__ when the credential has one', () => {
    expect(valuesAt(JSON.parse('{"__proto__":{"a":1}}') as JsonObject, ['__proto__', 'a'])).toEqual([1])
  })

  it('selects null, false and nothing at all as they are', () => {
    expect(['a', 'b', 'c'].map((name) => valuesAt({ a: null, b: false, c: '' }, [name]))).toEqual([[null], [false], ['']])
  })

  it('counts positions as the credential was signed when elements are undisclosed', () => {
    const second = ['Betelgeusian']
    const places = new Map([[second, [1]]])
    expect(selectClaims({ nationalities: second }, ['nationalities', 1], places)).toEqual([{ path: ['nationalities', 1], value: 'Betelgeusian' }])
    expect(selectClaims({ nationalities: second }, ['nationalities', 0], places)).toEqual([])
    expect(selectClaims({ nationalities: second }, ['nationalities', null], places)).toEqual([{ path: ['nationalities', 1], value: 'Betelgeusian' }])
  })
})

describe('only what was selected', () => {
  const kept = (claims: JsonObject, ...paths: ClaimsPath[]): unknown => plain(onlySelected(paths.flatMap((path) => selectClaims(claims, path))))

  it.each<[string, ClaimsPath[], unknown]>([
    ['one element of an array, in its place', [['nationalities', 1]], { nationalities: [null, 'Betelgeusian'] }],
    ['one member of every element', [['degrees', null, 'type']], { degrees: [{ type: 'Bachelor of Science' }, { type: 'Master of Science' }] }],
    ['one member of one element', [['degrees', 1, 'type']], { degrees: [null, { type: 'Master of Science' }] }],
    ['members that lie side by side', [['address', 'locality'], ['address', 'postal_code']], { address: { locality: 'Milliways', postal_code: '12345' } }],
    ['a whole object, whatever of it was selected besides', [['address', 'locality'], ['address']], { address: credential.address }],
    ['a whole array, whatever of it was selected besides', [['nationalities'], ['nationalities', 1]], { nationalities: credential.nationalities }],
    ['elements from the end to the start', [['nationalities', 1], ['nationalities', 0]], { nationalities: credential.nationalities }],
    ['the same claim twice', [['name'], ['name']], { name: 'Arthur Dent' }],
    ['nothing', [], {}],
  ])('is %s', (_what, paths, expected) => {
    expect(kept(credential, ...paths)).toEqual(expected)
  })

  it('never changes the claims, nor any prototype', () => {
    const claims = JSON.parse('{"__proto__":{"polluted":[1,2]},"a":{"constructor":{"prototype":1}}}') as JsonObject
    const before = JSON.stringify(claims)
    const result = onlySelected([...selectClaims(claims, ['__proto__', 'polluted', 1]), ...selectClaims(claims, ['a', 'constructor', 'prototype'])])
    expect(JSON.stringify(claims)).toBe(before)
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":[null,2]},"a":{"constructor":{"prototype":1}}}')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('is made in no time, however long a list is', () => {
    const claims = { list: Array.from({ length: 20_000 }, (_, each) => ({ each })) }
    inNoTime(() => onlySelected([...selectClaims(claims, ['list', null, 'each']), ...selectClaims(claims, ['list', null])]))
  })

  it('answers every selected path as the whole did, for any claims and any of their paths', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }).chain((claims) => {
          const all = pathsOf(claims)
          return fc.tuple(fc.constant(claims as JsonObject), all.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...all), { maxLength: 6 }))
        }),
        ([claims, paths]) => {
          const result = onlySelected(paths.flatMap((path) => selectClaims(claims, path)))
          for (const path of paths) expect(plain(valuesAt(result, path))).toEqual(plain(valuesAt(claims, path)))
        },
      ),
    )
  })
})

function pathsOf(value: Json, path: (string | number)[] = []): ClaimsPath[] {
  if (typeof value !== 'object' || value === null) return []
  const steps: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return steps.flatMap((step) => [[...path, step], ...pathsOf((value as Record<string | number, Json>)[step] as Json, [...path, step])])
}
