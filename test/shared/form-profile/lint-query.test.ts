import { describe, expect, it } from 'vitest'
import type { SdJwtVcQuery } from '@counterfoil/shared/dcql/credential-query'
import type { DcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { lintQuery } from '@counterfoil/shared/form-profile/lint-query'

const credential = (changes: Partial<SdJwtVcQuery> = {}): SdJwtVcQuery => ({ id: 'residency', format: 'dc+sd-jwt', meta: { vct_values: ['t'] }, claims: [{ id: 'a', path: ['given_name'] }, { path: ['address', 'uprn'] }], ...changes })
const of = (changes: Partial<SdJwtVcQuery>): DcqlQuery => ({ credentials: [credential(changes)] })

describe('a query that this verifier asks with', () => {
  it('may ask for claims of one credential, by value and by authority', () => {
    expect(lintQuery(of({ claims: [{ path: ['given_name'], values: ['Ann'] }], trusted_authorities: [{ type: 'aki', values: ['x'] }], multiple: false, require_cryptographic_holder_binding: true }))).toEqual([])
  })

  it('may ask for several credentials, for one or the other, for several of one kind, and for some that it can do without', () => {
    expect(lintQuery({ credentials: [credential({ multiple: true }), credential({ id: 'badge' })], credential_sets: [{ options: [['residency'], ['badge']] }, { options: [['badge']], required: false }] })).toEqual([])
  })

  it.each<[string, DcqlQuery, RegExp]>([
    ['an unbound presentation', of({ require_cryptographic_holder_binding: false }), /anybody could replay/],
    ['a list of trust', of({ trusted_authorities: [{ type: 'etsi_tl', values: ['https://lotl.example'] }] }), /etsi_tl/],
    ['nothing', of({ claims: [] }), /no claim/],
    ['an element of a list', of({ claims: [{ path: ['languages', 0] }] }), /claim 1 is an element of a list/],
    ['every element of a list', of({ claims: [{ id: 'a', path: ['languages', null] }] }), /claim a is an element of a list/],
    ['one claim twice', of({ claims: [{ id: 'a', path: ['given_name'] }, { id: 'b', path: ['given_name'] }] }), /\["given_name"\] more than once/],
    ['a credential of linked data', { credentials: [{ id: 'ld', format: 'ldp_vc', meta: { type_values: [['x']] }, claims: [{ path: ['a'] }] }] }, /format that is not judged/],
    ['an ISO mdoc that is kept', { credentials: [{ id: 'mdl', format: 'mso_mdoc', meta: { doctype_value: 'x' }, claims: [{ path: ['a', 'b'], intent_to_retain: true }] }] }, /only its purpose may/],
  ])('for %s is refused before anybody is asked', (_what, query, problem) => {
    expect(lintQuery(query).join('\n')).toMatch(problem)
  })
})
