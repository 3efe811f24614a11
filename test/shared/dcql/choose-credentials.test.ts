import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenQueries, satisfiableSets } from '@counterfoil/shared/dcql/choose-credentials'
import { parseDcqlQuery, type DcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { vectorsOf } from '../../support/vectors.ts'

const vector = (name: string): DcqlQuery => {
  const found = vectorsOf<{ query: unknown }>('openid4vp-1.0/dcql').find(([file]) => file === name)
  if (found === undefined) throw new Error(`no vector ${name}`)
  return parseDcqlQuery(found[1].query)
}
const chosen = (query: DcqlQuery, ...answerable: string[]): string[] | null => {
  const ids = chosenQueries(query, new Set(answerable))
  return ids === null ? null : [...ids]
}

describe('a query without credential sets', () => {
  const query = vector('multiple-credentials')

  it('needs every credential', () => {
    expect(chosen(query, 'pid', 'mdl')).toEqual(['pid', 'mdl'])
  })

  it('WAL-12: is not answered in part', () => {
    expect(chosen(query, 'pid')).toBeNull()
    expect(chosen(query)).toBeNull()
  })
})

describe('credential sets', () => {
  const query = vector('credentials-alternatives')

  it.each<[string, string[], string[] | null]>([
    ['the first option', ['pid'], ['pid']],
    ['the first option, though another is there', ['other_pid', 'pid'], ['pid']],
    ['the second option', ['other_pid'], ['other_pid']],
    ['an option of two', ['pid_reduced_cred_1', 'pid_reduced_cred_2'], ['pid_reduced_cred_1', 'pid_reduced_cred_2']],
    ['nothing for half an option of two', ['pid_reduced_cred_1'], null],
    ['nothing for the optional set alone', ['nice_to_have'], null],
    ['the optional set too', ['pid', 'nice_to_have'], ['pid', 'nice_to_have']],
    ['nothing', [], null],
  ])('give %s', (_what, answerable, expected) => {
    expect(chosen(query, ...answerable)).toEqual(expected)
  })

  it('let an optional set be missed', () => {
    expect(chosen(vector('complex-mdoc'), 'photo_card-id')).toEqual(['photo_card-id'])
  })

  it('leave a credential alone that is in no set', () => {
    expect(chosen({ ...query, credential_sets: [{ options: [['pid']] }] }, 'pid', 'nice_to_have')).toEqual(['pid'])
  })

  it('of which all are optional may be answered with nothing', () => {
    expect(chosen({ ...query, credential_sets: [{ options: [['pid']], required: false }] })).toEqual([])
  })

  it('tell every option that a person may choose from', () => {
    expect(satisfiableSets(query, new Set(['pid', 'other_pid']))).toEqual([
      { required: true, options: [['pid'], ['other_pid']] },
      { required: false, options: [] },
    ])
  })

  it('give only what can be answered, enough for each required set, and nothing needless', () => {
    const ids = ['a', 'b', 'c', 'd']
    const option = fc.subarray(ids, { minLength: 1 })
    const sets = fc.array(fc.record({ options: fc.array(option, { minLength: 1, maxLength: 3 }), required: fc.boolean() }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(sets, fc.subarray(ids), (credentialSets, answerable) => {
        const all: DcqlQuery = { credentials: ids.map((id) => ({ id, format: 'dc+sd-jwt', meta: { vct_values: ['t'] } })), credential_sets: credentialSets }
        const result = chosenQueries(all, new Set(answerable))
        const can = (options: string[][]): boolean => options.some((one) => one.every((id) => answerable.includes(id)))
        expect(result === null).toBe(credentialSets.some(({ required, options }) => required && !can(options)))
        for (const id of result ?? []) {
          expect(answerable).toContain(id)
          expect(credentialSets.some(({ options }) => options.some((one) => one.includes(id) && one.every((each) => result?.has(each))))).toBe(true)
        }
      }),
    )
  })
})
