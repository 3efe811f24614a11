import { describe, expect, it } from 'vitest'
import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { identityClaims } from '@counterfoil/openid-provider/domain/identity-claims'

const both = (text: string) => ({ en: text, cy: text })
const sourceOf = (type: string, fields: readonly string[]) => ({ authority: both('Aldermoor'), authority_did: 'did:example:a', type: both(type), issued_on: '2026-01-02', checked_at: '2026-11-30T10:00:00.000Z', facts_age: {}, stale: false, fields })
const claim = (path: string, ...fields: string[]) => ({ path: path.split('.'), label: both(path), fields })

function told(fields: Readonly<Record<string, string>>, sources: readonly ReturnType<typeof sourceOf>[], claims: readonly ReturnType<typeof claim>[], more: Partial<PrefillResult> = {}) {
  const [source = sourceOf('Residency', [])] = sources
  const result: PrefillResult = { form: 'f', fields, source, sources, chosen: [], actsFor: null, leftOut: [], authorised: [], receipt: null, isSandbox: false, ...more }
  return identityClaims({ result, asked: { title: both('F'), purpose: both('P'), isForOtherDevices: false, isBoundToHolder: true, claims }, trustFramework: 'here', checkId: more.receipt === undefined ? null : 'check-1' })
}

describe('what an ID token tells', () => {
  it('has the names of OpenID Connect where there is one, and the form’s own for the rest', () => {
    const fields = { first_name: 'Ada', line_1: '1 Row', line_2: '', town: 'Moor', uprn: '99' }
    expect(told(fields, [sourceOf('Residency', Object.keys(fields))], [claim('given_name', 'first_name'), claim('address.address_line_1', 'line_1'), claim('address.address_line_2', 'line_2'), claim('address.post_town', 'town'), claim('address.uprn', 'uprn')])).toEqual({
      given_name: 'Ada',
      address: { street_address: '1 Row', locality: 'Moor' },
      counterfoil_fields: { uprn: '99' },
      verified_claims: [expect.objectContaining({ claims: { given_name: 'Ada', address: { street_address: '1 Row', locality: 'Moor' }, counterfoil_fields: { uprn: '99' } } })],
    })
  })

  it('of several credentials gives those names to the first alone: another may be about somebody else', () => {
    const claims = told({ first_name: 'Ada', child: 'Lowri' }, [sourceOf('Representation', ['first_name']), sourceOf('Residency', ['child'])], [claim('given_name', 'first_name'), claim('given_name', 'child')])
    expect(claims).toMatchObject({ given_name: 'Ada', counterfoil_fields: { child: 'Lowri' } })
    expect(claims.verified_claims.map((one) => one.claims)).toEqual([{ given_name: 'Ada' }, { counterfoil_fields: { child: 'Lowri' } }])
  })

  it.each([
    [[claim('birth_date', 'either'), claim('over_18', 'either')]],
    [[claim('over_18', 'either'), claim('birth_date', 'either')]],
  ])('calls a field that different facts may fill by the form’s name alone, in whichever order: %j', (claims) => {
    const token = told({ either: 'true' }, [sourceOf('Residency', ['either'])], claims)
    expect(token).toMatchObject({ counterfoil_fields: { either: 'true' }, verified_claims: [{ claims: { counterfoil_fields: { either: 'true' } } }] })
    expect(token).not.toHaveProperty('birthdate')
  })

  it('never takes a form’s name of a field for one of OpenID Connect: not of what different facts may fill, nor of another credential', () => {
    const claims = told({ birth_date: 'true', given_name: 'Elm House' }, [sourceOf('Residency', ['birth_date']), sourceOf('Property', ['given_name'])], [claim('birth_date', 'birth_date'), claim('over_18', 'birth_date'), claim('house', 'given_name')])
    expect(claims).toMatchObject({ counterfoil_fields: { birth_date: 'true', given_name: 'Elm House' } })
    expect(claims.verified_claims.map((one) => Object.keys(one.claims))).toEqual([['counterfoil_fields'], ['counterfoil_fields']])
  })

  it('has the name of OpenID Connect where either of two credentials fills a field by the same fact', () => {
    expect(told({ first_name: 'Ada' }, [sourceOf('Residency', ['first_name'])], [claim('given_name', 'first_name'), claim('given_name', 'first_name')])).toMatchObject({ given_name: 'Ada' })
  })

  const actsForLowri = { representative: 'Ada', role: both('Parent'), represented: 'Lowri', scope: both('School') }
  const own = sourceOf('Representation', ['first_name'])
  const childs = { ...sourceOf('Residency', ['child']), of_represented: true as const }
  it.each<[what: string, sources: readonly ReturnType<typeof sourceOf>[], given: string | undefined]>([
    ['the represented person’s first', [childs, own], 'Ada'],
    ['the representation first', [own, childs], 'Ada'],
    ['none marked', [sourceOf('Residency', ['child']), own], undefined],
    ['two that may be theirs', [childs, own, sourceOf('Membership', [])], undefined],
    ['the represented person’s alone', [childs], undefined],
  ])('of who acts for another has the names of the representation: %s', (_what, sources, given) => {
    const claims = told({ first_name: 'Ada', child: 'Lowri' }, sources, [claim('given_name', 'first_name'), claim('given_name', 'child')], { actsFor: actsForLowri })
    expect(claims.given_name).toBe(given)
    expect(claims.counterfoil_fields?.['child']).toBe('Lowri')
  })

  it('tells who acts for whom, the receipt with its check, and that nothing of a sandbox is true', () => {
    const claims = told({ first_name: 'Ada' }, [sourceOf('Representation', ['first_name']), childs], [claim('given_name', 'first_name')], { actsFor: actsForLowri, leftOut: [{ credential: 'card', type: both('Library card') }], receipt: 'a~b', isSandbox: true })
    expect(claims).toMatchObject({ counterfoil_acts_for: actsForLowri, counterfoil_left_out: ['Library card'], counterfoil_receipt: 'a~b', counterfoil_sandbox: true })
    expect(claims.verified_claims[0]?.verification.evidence).toEqual([expect.objectContaining({ check_details: [{ check_method: 'vcrypt', time: '2026-11-30T10:00:00.000Z', txn: 'check-1' }] })])
  })

  it.each(['constructor', 'toString', 'address.constructor', 'unknown'])('has a field from %s by its own name alone', (path) => {
    expect(told({ odd: 'x' }, [sourceOf('Residency', ['odd'])], [claim(path, 'odd')])).toMatchObject({ counterfoil_fields: { odd: 'x' } })
  })
})
