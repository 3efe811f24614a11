import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { vectorsOf } from '../../support/vectors.ts'

interface Loose {
  [member: string]: unknown
}

const claims = [
  { id: 'a', path: ['given_name'] },
  { id: 'b', path: ['nationalities', null], values: ['British', 7, true] },
  { id: 'c', path: ['degrees', 0, 'type'] },
]
const credential = (changes: Loose = {}): Loose => ({ id: 'pid', format: 'dc+sd-jwt', meta: { vct_values: ['https://t/1'] }, claims, ...changes })
const query = (changes: Loose = {}): Loose => ({ credentials: [credential(), credential({ id: 'other' })], credential_sets: [{ options: [['pid'], ['other']] }], ...changes })
const one = (changes: Loose): Loose => query({ credentials: [credential(changes)], credential_sets: undefined })
const claim = (changes: Loose): Loose => one({ claims: [{ id: 'a', path: ['given_name'], ...changes }] })

/** A query as it comes: JSON, so a member that is undefined isn't there. */
const received = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const detailOf = (value: unknown): string | undefined => {
  try {
    parseDcqlQuery(value)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(error.code).toBe('invalid_request')
    return error.detail
  }
  return 'accepted'
}

describe('the example queries of OpenID4VP 1.0', () => {
  it.each(vectorsOf<{ expected: string; query: unknown }>('openid4vp-1.0/dcql'))('%s: is read as it stands', (_name, vector) => {
    expect(vector.expected).toBe('accepted')
    expect(parseDcqlQuery(vector.query)).toEqual(vector.query)
  })
})

describe('a query', () => {
  it.each<[string, Loose]>([
    ['everything of one format', query()],
    ['several answers to one credential query', one({ multiple: true })],
    ['an unbound presentation', one({ require_cryptographic_holder_binding: false })],
    ['an issuer by its certificate', one({ trusted_authorities: [{ type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }] })],
    ['an issuer by a type that parties agreed on', one({ trusted_authorities: [{ type: 'did', values: ['did:web:x'] }] })],
    ['nothing disclosable', one({ claims: undefined })],
    ['claim sets', one({ claim_sets: [['a', 'b'], ['c']] })],
    ['an optional credential set', query({ credential_sets: [{ options: [['pid', 'other']], required: false }] })],
    ['an ISO mdoc that is kept', one({ format: 'mso_mdoc', meta: { doctype_value: 'x' }, claims: [{ path: ['ns', 'e'], intent_to_retain: true }] })],
    ['a W3C credential', one({ format: 'jwt_vc_json', meta: { type_values: [['A', 'B'], ['C']] } })],
  ])('may ask for %s', (_what, value) => {
    expect(parseDcqlQuery(received(value))).toEqual(received(value))
  })

  it('may have members that a later version knows: they are passed over', () => {
    const later = query({ later: 1, credentials: [credential({ later: 1, claims: [{ path: ['a'], later: 1 }], trusted_authorities: [{ type: 'aki', values: ['x'], later: 1 }] })], credential_sets: [{ options: [['pid']], later: 1 }] })
    expect(JSON.stringify(parseDcqlQuery(later))).not.toContain('later')
  })

  it('may name a format of others, which is no fault of the rest', () => {
    const parsed = parseDcqlQuery(query({ credentials: [credential(), credential({ id: 'other', format: 'ac_vp', meta: { x: 1 } })] }))
    expect(parsed.credentials.map(({ format }) => format)).toEqual(['dc+sd-jwt', 'foreign'])
  })

  it.each<[string, unknown, string]>([
    ['no object', [], 'not an object'],
    ['null', null, 'not an object'],
    ['without credentials', {}, 'credentials'],
    ['of no credentials', query({ credentials: [] }), 'credentials'],
    ['with an object of credentials', query({ credentials: {} }), 'credentials'],
    ['of 1,000 credentials', query({ credentials: Array.from({ length: 1000 }, (_, each) => credential({ id: `c${each}` })) }), 'credentials'],
    ['with text for a credential', query({ credentials: ['pid'] }), 'credentials[0]'],
    ['with an id twice', query({ credentials: [credential(), credential()] }), 'credentials: ids'],
    ['without an id', one({ id: undefined }), 'credentials[0].id'],
    ['with an empty id', one({ id: '' }), 'credentials[0].id'],
    ['with an id of a space', one({ id: 'a b' }), 'credentials: ids'],
    ['with an id of a dot', one({ id: 'a.b' }), 'credentials: ids'],
    ['with an id of an accent', one({ id: 'é' }), 'credentials: ids'],
    ['with an id and a line break', one({ id: 'pid\n' }), 'credentials: ids'],
    ['with a number as id', one({ id: 1 }), 'credentials[0].id'],
    ['without format', one({ format: undefined }), 'credentials[0].format'],
    ['without meta', one({ meta: undefined }), 'credentials[0].meta'],
    ['with a list of meta', one({ meta: [] }), 'credentials[0].meta'],
    ['without a type', one({ meta: {} }), 'credentials[0].meta.vct_values'],
    ['of no type', one({ meta: { vct_values: [] } }), 'credentials[0].meta.vct_values'],
    ['with text for types', one({ meta: { vct_values: 'https://t/1' } }), 'credentials[0].meta.vct_values'],
    ['with a null among types', one({ meta: { vct_values: [null] } }), 'credentials[0].meta.vct_values'],
    ['of W3C types not in sets', one({ format: 'jwt_vc_json', meta: { type_values: ['A'] } }), 'credentials[0].meta.type_values'],
    ['of an empty set of W3C types', one({ format: 'ldp_vc', meta: { type_values: [[]] } }), 'credentials[0].meta.type_values'],
    ['with doctypes in a list', one({ format: 'mso_mdoc', meta: { doctype_value: ['x'] } }), 'credentials[0].meta.doctype_value'],
    ['with an mdoc path of three', one({ format: 'mso_mdoc', meta: { doctype_value: 'x' }, claims: [{ path: ['a', 'b', 'c'] }] }), 'credentials[0].claims: path'],
    ['with an mdoc path of a position', one({ format: 'mso_mdoc', meta: { doctype_value: 'x' }, claims: [{ path: ['a', 0] }] }), 'credentials[0].claims: path'],
    ['with text for multiple', one({ multiple: 'true' }), 'credentials[0].multiple'],
    ['with a number for holder binding', one({ require_cryptographic_holder_binding: 0 }), 'credentials[0].require_cryptographic_holder_binding'],
    ['with null for holder binding', one({ require_cryptographic_holder_binding: null }), 'credentials[0].require_cryptographic_holder_binding'],
    ['of no authorities', one({ trusted_authorities: [] }), 'credentials[0].trusted_authorities'],
    ['of an authority without type', one({ trusted_authorities: [{ values: ['x'] }] }), 'credentials[0].trusted_authorities[0]'],
    ['of an authority without values', one({ trusted_authorities: [{ type: 'aki', values: [] }] }), 'credentials[0].trusted_authorities[0]'],
    ['of an authority that is text', one({ trusted_authorities: ['aki'] }), 'credentials[0].trusted_authorities[0]'],
    ['of no claims', one({ claims: [] }), 'credentials[0].claims'],
    ['of 65 claims', one({ claims: Array.from({ length: 65 }, (_, each) => ({ path: [`c${each}`] })) }), 'credentials[0].claims'],
    ['with text for a claim', one({ claims: ['given_name'] }), 'credentials[0].claims[0]'],
    ['with a claim id twice', one({ claims: [{ id: 'a', path: ['x'] }, { id: 'a', path: ['y'] }] }), 'credentials[0].claims: ids'],
    ['with a claim id of a slash', claim({ id: 'a/b' }), 'credentials[0].claims: ids'],
    ['with a number as claim id', claim({ id: 5 }), 'credentials[0].claims[0].id'],
    ['without a path', claim({ path: undefined }), 'credentials[0].claims[0].path'],
    ['with an empty path', claim({ path: [] }), 'credentials[0].claims[0].path'],
    ['with a text for a path', claim({ path: 'given_name' }), 'credentials[0].claims[0].path'],
    ['with a path of 17 steps', claim({ path: Array.from({ length: 17 }, () => 'a') }), 'credentials[0].claims[0].path'],
    ['with a negative position', claim({ path: ['a', -1] }), 'credentials[0].claims[0].path'],
    ['with half a position', claim({ path: ['a', 0.5] }), 'credentials[0].claims[0].path'],
    ['with a position beyond counting', claim({ path: ['a', 2 ** 53] }), 'credentials[0].claims[0].path'],
    ['with a step of true', claim({ path: ['a', true] }), 'credentials[0].claims[0].path'],
    ['with a step that is a path', claim({ path: ['a', ['b']] }), 'credentials[0].claims[0].path'],
    ['with no values', claim({ values: [] }), 'credentials[0].claims[0].values'],
    ['with half a number as value', claim({ values: [1.5] }), 'credentials[0].claims[0].values'],
    ['with null as value', claim({ values: [null] }), 'credentials[0].claims[0].values'],
    ['with an object as value', claim({ values: [{}] }), 'credentials[0].claims[0].values'],
    ['with a single value', claim({ values: 'Ann' }), 'credentials[0].claims[0].values'],
    ['with text for the intent to retain', claim({ intent_to_retain: 'no' }), 'credentials[0].claims[0].intent_to_retain'],
    ['of claim sets without claims', one({ claims: undefined, claim_sets: [['a']] }), 'credentials[0].claim_sets without claims'],
    ['of claim sets though a claim has no id', one({ claims: [{ id: 'a', path: ['x'] }, { path: ['y'] }], claim_sets: [['a']] }), 'credentials[0].claims without an id, and claim_sets'],
    ['of no claim sets', one({ claim_sets: [] }), 'credentials[0].claim_sets'],
    ['of a claim set of nothing', one({ claim_sets: [[]] }), 'credentials[0].claim_sets'],
    ['of a claim set of an unknown claim', one({ claim_sets: [['a', 'z']] }), 'credentials[0].claim_sets'],
    ['of claim sets that are one set', one({ claim_sets: ['a', 'b'] }), 'credentials[0].claim_sets'],
    ['of no credential sets', query({ credential_sets: [] }), 'credential_sets'],
    ['with text for a credential set', query({ credential_sets: ['pid'] }), 'credential_sets[0]'],
    ['of a credential set without options', query({ credential_sets: [{ required: true }] }), 'credential_sets[0].options'],
    ['of a credential set of no options', query({ credential_sets: [{ options: [] }] }), 'credential_sets[0].options'],
    ['of an option of nothing', query({ credential_sets: [{ options: [[]] }] }), 'credential_sets[0].options'],
    ['of an option of an unknown credential', query({ credential_sets: [{ options: [['pid'], ['nobody']] }] }), 'credential_sets[0].options'],
    ['of options that are one option', query({ credential_sets: [{ options: ['pid'] }] }), 'credential_sets[0].options'],
    ['with text for required', query({ credential_sets: [{ options: [['pid']], required: 'yes' }] }), 'credential_sets[0].required'],
  ])('%s is refused, and the place is named', (_what, value, where) => {
    expect(detailOf(received(value))).toBe(`dcql: ${where}`)
  })

  it('of whatever JSON is read or refused, and is never a fault', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void detailOf(value)))
    const broken = fc.tuple(fc.constantFrom('id', 'format', 'meta', 'claims', 'claim_sets', 'multiple', 'trusted_authorities'), fc.jsonValue())
    fc.assert(fc.property(broken, ([member, value]) => void detailOf(received(one({ [member]: value })))))
  })
})
