import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAgain } from '@counterfoil/form-server/check-form'
import { makeKeyPair, type KeyPair } from '../issuer/issuer-scene.ts'
import { signedBy, startBothServices, type BothServices } from './support/both-services.ts'
import { encryptAnswer, fetchRequest, openResult, post, select, sha256, type RequestClaims, type Started } from './support/holder.ts'

// The forms of this repository that take several credentials, of the real issuer, over HTTP.

const year = new Date().getFullYear()
const ada = { given_name: 'Ada', family_name: 'Sampleby', birth_date: '1970-01-01', address_line_1: '7 Unfindable-Row-3b1c', post_town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000002', resident_since: '2001-04-01' }
const child = { ...ada, given_name: 'Lowri', birth_date: `${year - 9}-03-04`, resident_since: `${year - 9}-03-04` }
const reduction = { ...ada, council_tax_reduction_percent: '50', council_tax_reduction_begins_on: `${year - 1}-04-01`, council_tax_reduction_ends_on: `${year + 1}-03-31` }
const badge = { ...ada, blue_badge_number: 'Q1KX99', blue_badge_issued_on: `${year - 1}-01-01`, blue_badge_expires_on: `${year + 2}-01-01` }
const representation = { ...ada, represented_role: 'parent', represented_given_name: child.given_name, represented_family_name: child.family_name, represented_birth_date: child.birth_date, represented_scope: 'education', represented_from: `${year - 1}-01-01`, represented_until: `${year + 1}-12-31` }

let both: BothServices
beforeAll(async () => {
  both = await startBothServices({ secret: [{ name: 'address_line_1', value: ada.address_line_1 }, { name: 'uprn', value: ada.uprn }] })
})
afterAll(() => both?.close())

interface Held {
  readonly credential: string
  readonly key: KeyPair
}

const held = async (type: string, record: Readonly<Record<string, string>>): Promise<Held> => {
  const key = makeKeyPair()
  return { credential: await both.collect(`${type}-sd-jwt`, key, record, type), key }
}

const ask = async (form: string): Promise<{ started: Started; request: RequestClaims }> => {
  const started = await both.form.start({ form, flow: 'same_device', return_url: `${both.founded.places.urls['council-website']}/aldermoor/${form}` })
  return { started, request: await fetchRequest(started) }
}

interface Asked {
  readonly id: string
  readonly claims: readonly { readonly path: string[] }[]
}
const askedIn = (request: RequestClaims): readonly Asked[] => (request['dcql_query'] as unknown as { credentials: Asked[] }).credentials

/** Answers with what is held, each bound to the request by its own key. */
async function answer(request: RequestClaims, credentials: Readonly<Record<string, Held>>): Promise<{ status: number; body: Record<string, string> }> {
  const token = Object.fromEntries(
    askedIn(request).flatMap(({ id, claims }) => {
      const one = credentials[id]
      if (one === undefined) return []
      const selection = select(one.credential, claims.map(({ path }) => path))
      return [[id, [`${selection}${signedBy({ typ: 'kb+jwt' }, { iat: Math.floor(Date.now() / 1000), aud: request.client_id, nonce: request.nonce, sd_hash: sha256(selection) }, one.key)}`]]]
    }),
  )
  const response = await post(request, { response: encryptAnswer(request, token) })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

const collectResult = async (started: Started, { body }: { body: Record<string, string> }) =>
  openResult(await both.form.result(started, { response_code: /response_code=([^&]+)/.exec(body['redirect_uri'] ?? '')?.[1] ?? '' }), started) as unknown as Promise<{ form: string; fields: Record<string, string>; sources: { type: { en: string }; fields: string[]; of_represented?: true }[]; acts_for?: object; left_out?: object; receipt: string }>

const filled = async (form: string, credentials: Readonly<Record<string, Held>>) => {
  const { started, request } = await ask(form)
  const answered = await answer(request, credentials)
  expect(answered).toMatchObject({ status: 200 })
  return collectResult(started, answered)
}

/** What became of an answer: the code that the wallet was told, and where the request stands. */
const refusedBy = async (form: string, credentials: Readonly<Record<string, Held>>): Promise<[number, string | undefined, string]> => {
  const { started, request } = await ask(form)
  const { status, body } = await answer(request, credentials)
  return [status, body['refusal'], (await both.form.status(started)).status]
}

describe('a form that takes three credentials', () => {
  it('is filled from all of them, each field known by its own; without the one that it can do without; and is the same again', async () => {
    const credentials = { residency: await held('residency', ada), reduction: await held('council-tax-reduction', reduction), badge: await held('blue-badge', badge) }
    const first = await filled('leisure-concession', credentials)
    expect(first.fields).toMatchObject({ first_name: 'Ada', uprn: ada.uprn, badge_number: 'Q1KX99', reduction_until: reduction.council_tax_reduction_ends_on })
    expect(first.sources.map(({ type, fields }) => [type.en, fields.includes('first_name'), fields.includes('badge_number'), fields.includes('reduction_until')])).toEqual([['Residency', true, false, false], [expect.stringContaining('Council Tax'), false, false, true], ['Blue Badge', false, true, false]])
    expect(first).not.toHaveProperty('acts_for')
    expect(first).not.toHaveProperty('left_out')

    const second = await filled('leisure-concession', credentials)
    const options = { form: 'leisure-concession', keys: await both.server.keysFor(first.receipt) }
    expect(await checkAgain(first.receipt, second, options)).toMatchObject({ isSameCredential: true, isSameIssuer: true, fields: { badge_number: 'verified' } })
    const { badge: spare, ...needed } = credentials
    const third = await filled('leisure-concession', needed)
    expect(third.fields).not.toHaveProperty('badge_number')
    expect(third).not.toHaveProperty('left_out')
    // The form can do without, and is told that it was shown: not what was wrong with it.
    const withStolen = await filled('leisure-concession', { ...needed, badge: { ...spare, key: makeKeyPair() } })
    expect(withStolen.fields).not.toHaveProperty('badge_number')
    expect(withStolen.left_out).toEqual([{ credential: 'badge', type: { en: 'Blue Badge', cy: 'Bathodyn Glas' } }])
    expect(JSON.stringify(withStolen)).not.toContain('holder_binding')
    expect(await checkAgain(first.receipt, third, options)).toMatchObject({ isSameCredential: false })
    expect((await both.server.checkForm(third.receipt, { ...third.fields, badge_number: 'AB12CD' }, 'leisure-concession')).fields).toMatchObject({ reduction_until: 'verified', badge_number: 'not_provided' })

    expect(await refusedBy('leisure-concession', { residency: credentials.residency })).toEqual([400, undefined, 'fetched'])
    const others = await held('blue-badge', { ...badge, given_name: 'Bryn' })
    expect(await refusedBy('leisure-concession', { ...credentials, badge: others })).toEqual([400, 'subject_mismatch', 'refused'])
    const ofHerMother = await held('blue-badge', { ...badge, birth_date: '1945-01-01' })
    expect(await refusedBy('leisure-concession', { ...credentials, badge: ofHerMother })).toEqual([400, 'subject_mismatch', 'refused'])
    const withdrawn = { ...credentials, reduction: await held('council-tax-reduction', reduction) }
    await both.revokeLast()
    await expect.poll(() => refusedBy('leisure-concession', withdrawn), { timeout: 15_000, interval: 500 }).toEqual([400, 'credential_revoked', 'refused'])
    // Of the one that it can do without nothing is told either way: what is required isn't there.
    const withdrawnBadge = { residency: credentials.residency, badge: await held('blue-badge', badge) }
    await both.revokeLast()
    await expect.poll(async () => (await filled('leisure-concession', { ...credentials, badge: withdrawnBadge.badge })).left_out, { timeout: 15_000, interval: 500 }).toHaveLength(1)
    expect(await refusedBy('leisure-concession', withdrawnBadge)).toEqual([400, undefined, 'fetched'])
    const stolen = { ...credentials, reduction: { ...credentials.reduction, key: makeKeyPair() } }
    expect(await refusedBy('leisure-concession', stolen)).toEqual([400, undefined, 'fetched'])
  })
})

describe('a form for a child, filled in by a parent', () => {
  it('says who acts for whom, and takes each field from its own credential', async () => {
    const result = await filled('school-travel', { representation: await held('representation', representation), child: await held('residency', child) })
    expect(result.fields).toMatchObject({ first_name: 'Ada', child_first_name: 'Lowri', child_date_of_birth: child.birth_date, postcode: ada.postcode })
    expect(result.fields).not.toHaveProperty('scope')
    expect(result.sources.map(({ type, of_represented: isOfRepresented }) => [type.en, isOfRepresented])).toEqual([['Representation', undefined], ['Residency', true]])
    expect(result.acts_for).toEqual({ representative: 'Ada Sampleby', role: { en: 'Parent', cy: 'Rhiant' }, represented: 'Lowri Sampleby', scope: { en: 'School and education', cy: 'Ysgol ac addysg' } })
  })

  it.each<[string, string, object, object]>([
    ['another child', 'subject_mismatch', {}, { given_name: 'Elin' }],
    ['a child of another birth date', 'subject_mismatch', {}, { birth_date: `${year - 8}-03-04` }],
    ['other matters', 'representation_out_of_scope', { represented_scope: 'travel_and_parking' }, {}],
    ['a time that has not begun', 'representation_not_current', { represented_from: `${year + 1}-01-01` }, {}],
  ])('is refused for good for %s: %s', async (_what, refusal, ofParent, ofChild) => {
    const credentials = { representation: await held('representation', { ...representation, ...ofParent }), child: await held('residency', { ...child, ...ofChild }) }
    expect(await refusedBy('school-travel', credentials)).toEqual([400, refusal, 'refused'])
  })
})
