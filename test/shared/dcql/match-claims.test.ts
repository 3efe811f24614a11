import { describe, expect, it } from 'vitest'
import type { ClaimQuery, ClaimsAsked } from '@counterfoil/shared/dcql/claim-query'
import { answerClaims, answeredClaims } from '@counterfoil/shared/dcql/match-claims'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'

const claims = { name: 'Ann', age: 41, member: true, postal_code: '90210', flags: ['1', 1, true], region: null } satisfies JsonObject
const asked = (...queries: ClaimQuery[]): ClaimsAsked => ({ claims: queries })
const selected = (query: ClaimsAsked): Json[] | null => answerClaims(claims, query)?.flatMap((answer) => answer.selected.map(({ value }) => value)) ?? null

describe('the values of a claim', () => {
  it.each<[string, ClaimQuery, Json[] | null]>([
    ['one of them', { path: ['postal_code'], values: ['90210', '90211'] }, ['90210']],
    ['none of them', { path: ['postal_code'], values: ['90211'] }, null],
    ['another case', { path: ['name'], values: ['ann'] }, null],
    ['a letter that looks the same', { path: ['name'], values: ['\u0410nn'] }, null],
    ['a space more', { path: ['name'], values: ['Ann '] }, null],
    ['a number for text', { path: ['postal_code'], values: [90210] }, null],
    ['text for a number', { path: ['age'], values: ['41'] }, null],
    ['the number', { path: ['age'], values: [41] }, [41]],
    ['the number for true', { path: ['member'], values: [1] }, null],
    ['true', { path: ['member'], values: [true] }, [true]],
    ['a whole list', { path: ['flags'], values: ['1'] }, null],
    ['those elements alone that are one of them', { path: ['flags', null], values: [1] }, [1]],
    ['an element that is none of them', { path: ['flags', 0], values: [1] }, null],
    ['null, which no value can be', { path: ['region'], values: ['x'] }, null],
  ])('match by type and value: %s', (_what, query, expected) => {
    expect(selected(asked(query))).toEqual(expected)
  })
})

describe('claims and claim sets', () => {
  const query: ClaimsAsked = {
    claims: [
      { id: 'a', path: ['name'] },
      { id: 'b', path: ['nickname'] },
      { id: 'c', path: ['age'], values: [40] },
      { id: 'd', path: ['member'] },
    ],
    claim_sets: [['a', 'b'], ['a', 'c'], ['a', 'd'], ['a']],
  }

  it('without claims ask for nothing that is disclosable', () => {
    expect(answerClaims(claims, {})).toEqual([])
  })

  it('without sets ask for all claims', () => {
    expect(selected(asked({ path: ['name'] }, { path: ['age'] }))).toEqual(['Ann', 41])
    expect(selected(asked({ path: ['name'] }, { path: ['nickname'] }))).toBeNull()
  })

  it('take the first set that is satisfied, a claim of another value counting as absent', () => {
    expect(answeredClaims(claims, query)?.map(({ id }) => id)).toEqual(['a', 'd'])
  })

  it('take no set when none is satisfied, also not in part', () => {
    expect(answerClaims(claims, { ...query, claim_sets: [['a', 'b'], ['c']] })).toBeNull()
  })
})
