import { describe, expect, it } from 'vitest'
import type { SdJwtVcQuery } from '@counterfoil/shared/dcql/credential-query'
import { matchCredential } from '@counterfoil/shared/dcql/match-credential'
import { parseIssuedSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { givenName, familyName, present, query, sha256, vct, type Changes } from '../../support/presentations.ts'

const matches = (changes: Partial<SdJwtVcQuery>, credential: Changes = {}): boolean =>
  matchCredential(parseIssuedSdJwt(present({ ...credential, binding: null }), { sha256 }), query(changes)) !== null

describe('a held credential', () => {
  it('answers a query of its type for claims that it has', () => {
    expect(matches({})).toBe(true)
    expect(matches({ claims: [{ path: ['vct'], values: [vct] }] })).toBe(true)
  })

  it.each<[string, Partial<SdJwtVcQuery>, Changes?]>([
    ['another type', { meta: { vct_values: [`${vct}/`] } }],
    ['a type of another case', { meta: { vct_values: [vct.toUpperCase()] } }],
    ['an authority, when it carries no certificate', { trusted_authorities: [{ type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }] }],
    ['an authority, when what stands for certificates is none', { trusted_authorities: [{ type: 'aki', values: ['x'] }] }, { header: { x5c: [{}] } }],
    ['a claim that it lacks', { claims: [{ path: ['birth_date'] }] }],
    ['a claim of another value', { claims: [{ path: ['given_name'], values: ['Eve'] }] }],
    ['proof of possession, when it is bound to nobody', {}, { payload: { cnf: undefined } }],
  ])('does not answer a query for %s', (_what, changes, credential) => {
    expect(matches(changes, credential)).toBe(false)
  })

  it('that is bound to nobody answers a query that can do without', () => {
    expect(matches({ require_cryptographic_holder_binding: false }, { payload: { cnf: undefined } })).toBe(true)
  })

  it('says which claims answer, each at its place', () => {
    const parsed = parseIssuedSdJwt(present({ signed: [givenName, familyName], binding: null }), { sha256 })
    expect(matchCredential(parsed, query())?.map(({ selected }) => selected)).toEqual([[{ path: ['given_name'], value: 'Ann' }], [{ path: ['family_name'], value: 'Lee' }]])
  })
})
