import { readdirSync, readFileSync } from 'node:fs'
import { DcqlQuery } from 'dcql'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { satisfiableSets } from '@counterfoil/shared/dcql/choose-credentials'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { answerClaims } from '@counterfoil/shared/dcql/match-claims'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { formQuery } from '@counterfoil/shared/form-profile/form-query'
import { root } from '../support/source-files.ts'

vi.setConfig({ testTimeout: 60_000 })
const vct = 'https://types.example/residency/1'
const forms = readdirSync(`${root}/packages/shared/forms`).filter((file) => file.endsWith('.json')).map((file) => JSON.parse(readFileSync(`${root}/packages/shared/forms/${file}`, 'utf8')) as FormProfile)

/** Whether the OpenWallet Foundation's library finds an answer among credentials with these claims. */
function satisfiedByLibrary(query: object, held: readonly JsonObject[]): boolean {
  const parsed = DcqlQuery.parse(query as Parameters<typeof DcqlQuery.parse>[0])
  DcqlQuery.validate(parsed)
  const credentials = held.map((claims) => ({ credential_format: 'dc+sd-jwt' as const, vct, cryptographic_holder_binding: true, claims }))
  return DcqlQuery.query(parsed, credentials as Parameters<typeof DcqlQuery.query>[1]).can_be_satisfied
}

function satisfiedByUs(query: object, held: readonly JsonObject[]): boolean {
  const parsed = parseDcqlQuery(query)
  const answerable = parsed.credentials.filter((one) => held.some((claims) => answerClaims(claims, one) !== null)).map(({ id }) => id)
  return satisfiableSets(parsed, new Set(answerable)) !== null
}

const name = fc.constantFrom('a', 'b', 'c')
const leaf = fc.oneof(fc.constantFrom('x', 'y', ''), fc.integer({ min: 0, max: 2 }), fc.boolean())
// Lists of one kind: where a step doesn't fit an element, the standard calls the whole path an error and the library doesn't.
const small = <Value>(arbitrary: fc.Arbitrary<Value>) => [fc.array(arbitrary, { minLength: 1, maxLength: 2 }), fc.dictionary(name, arbitrary, { minKeys: 1, maxKeys: 2, noNullPrototype: true })] as const
const value = fc.oneof(leaf, ...small(leaf), ...small(fc.dictionary(name, leaf, { minKeys: 1, maxKeys: 2, noNullPrototype: true })))
const credential = fc.dictionary(name, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true }).map((claims) => claims as JsonObject)
const path = fc.array(fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom<string | number | null>(0, 1, null) }), { minLength: 1, maxLength: 3 }).filter(([first]) => typeof first === 'string')
const claims = fc.array(fc.record({ path, values: fc.option(fc.uniqueArray(leaf, { minLength: 1, maxLength: 3 }), { nil: undefined }) }), { minLength: 1, maxLength: 3 }).map((list) => list.map((one, place) => ({ id: `c${place}`, path: one.path, ...(one.values === undefined ? {} : { values: one.values }) })))
const setsOf = (ids: readonly string[]) => fc.option(fc.array(fc.subarray([...ids], { minLength: 1 }), { minLength: 1, maxLength: 3 }), { nil: undefined })
const credentialQuery = claims.chain((list) => setsOf(list.map(({ id }) => id)).map((sets) => ({ format: 'dc+sd-jwt', meta: { vct_values: [vct] }, claims: list, ...(sets === undefined ? {} : { claim_sets: sets }) })))
const query = fc.array(credentialQuery, { minLength: 1, maxLength: 3 }).chain((list) => {
  const credentials = list.map((one, place) => ({ id: `q${place}`, ...one }))
  const sets = fc.option(fc.array(fc.record({ options: fc.array(fc.subarray(credentials.map(({ id }) => id), { minLength: 1 }), { minLength: 1, maxLength: 2 }), required: fc.boolean() }), { minLength: 1, maxLength: 2 }), { nil: undefined })
  return sets.map((found) => ({ credentials, ...(found === undefined ? {} : { credential_sets: found }) }))
})

const ofAnyType = { vct, type: { w3cTypes: [] } }

describe('the OpenWallet Foundation’s DCQL library', () => {
  it.each(forms)('takes the query of the form $id', (profile) => {
    const parsed = DcqlQuery.parse(formQuery(profile, ofAnyType, ...(profile.further ?? []).map(() => ofAnyType)) as unknown as Parameters<typeof DcqlQuery.parse>[0])
    expect(() => DcqlQuery.validate(parsed)).not.toThrow()
  })

  it('and our matching agree whether what is held answers a query', () => {
    fc.assert(
      fc.property(query, fc.array(credential, { maxLength: 3 }), (asked, held) => {
        expect(satisfiedByUs(asked, held)).toBe(satisfiedByLibrary(asked, held))
      }),
      { numRuns: 2000 },
    )
  })
})
