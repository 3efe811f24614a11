import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { attestedWallet, openAuthorizingScene, pkce, subject, type AuthorizingScene, type Tokens } from './authorizing-scene.ts'
import { goodRecord, makeKeyPair, makeProof, proofClaims, staffOf } from './issuer-scene.ts'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { recordsHeld } from './records-held.ts'
import { openDesk } from './staff-desk.ts'

/** The council's records as they are now. */
const people = new Map<string, PersonRecord>()
const records = recordsHeld(people)

const complete: PersonRecord = { ...goodRecord(), fields: new Map([...goodRecord().fields, ['sign_in_subject', subject]]) }
const without = (record: PersonRecord, field: string): PersonRecord => ({ ...record, fields: new Map([...record.fields, [field, '']]) })
const put = (record: PersonRecord): unknown => people.set(record.reference, record)

let scene: AuthorizingScene
beforeAll(async () => {
  const residency = folderOf('residency')
  scene = await openAuthorizingScene({ records, types: catalogueOf(residency, { ...residency, text: JSON.stringify({ ...JSON.parse(residency.text), id: 'badge', issuing: 'deferred' }) }) })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})
beforeEach(() => {
  people.clear()
  put(complete)
})

const said = (answer: { readonly statusCode: number; json: () => { readonly error?: string } }) => [answer.statusCode, answer.json().error]
const attention = async (language: 'en' | 'cy' = 'en'): Promise<string> => (await (await openDesk(scene, 'aldermoor:caseworker')).get(`/staff/overview?language=${language}`)).body
const handleOf = ({ reference }: PersonRecord): string => records.handleOf('aldermoor', reference)

describe('a wallet whose record is incomplete for a while', () => {
  it('keeps its refresh token, which gives the next one when the record is complete again; staff are told which fact lacks, and no value', async () => {
    const wallet = attestedWallet()
    const { refresh_token: refreshToken } = await scene.tokensOf(wallet)
    expect(await attention()).not.toContain('A wallet asked for')
    put(without(complete, 'uprn'))
    expect(said(await scene.refresh(wallet, refreshToken))).toEqual([503, 'temporarily_unavailable'])
    expect(said(await scene.refresh(wallet, refreshToken))).toEqual([503, 'temporarily_unavailable'])
    const told = await attention()
    expect(told).toContain('A wallet asked for Residency in vain. In the council record: Property reference number (UPRN) is missing')
    expect(told).toContain(`/staff/people/${handleOf(complete)}`)
    expect(told).not.toMatch(/Ceridwen|Ashdown|AL-0001/)
    expect(await attention('cy')).toContain('Gofynnodd waled am ')
    put(complete)
    expect(await attention()).not.toContain('A wallet asked for')
    const next = await scene.refresh(wallet, refreshToken)
    expect(next.statusCode).toBe(200)
    expect((await scene.collect(wallet, next.json<Tokens>().access_token)).statusCode).toBe(200)
  })

  it('keeps it while staff check the record, and when the check has passed has the next', async () => {
    const wallet = attestedWallet()
    const tokens = await scene.tokensOf(wallet)
    expect((await scene.collect(wallet, tokens.access_token)).statusCode).toBe(200)
    const unused = await scene.tokensOf(wallet)
    const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
    const change = (what: 'suspend' | 'reinstate', reason: 'record_check' | 'check_passed') => scene.issuer.changeStatus(scene.authority('aldermoor'), row?.id ?? ('' as CounterfoilId), what, { staff: staffOf('aldermoor'), reason })
    await change('suspend', 'record_check')
    expect(said(await scene.refresh(wallet, unused.refresh_token))).toEqual([503, 'temporarily_unavailable'])
    await change('reinstate', 'check_passed')
    expect((await scene.refresh(wallet, unused.refresh_token)).statusCode).toBe(200)
  })

  it('loses it once the record is gone', async () => {
    const wallet = attestedWallet()
    const { refresh_token: refreshToken } = await scene.tokensOf(wallet)
    people.clear()
    expect(said(await scene.refresh(wallet, refreshToken))).toEqual([400, 'invalid_grant'])
  })

  it('is told of to staff when its citizen signs in, too', async () => {
    const other = { ...without(complete, 'post_town'), reference: 'AL-0002' as PersonRecord['reference'] }
    people.clear()
    put(other)
    const wallet = attestedWallet()
    const { request_uri: requestUri } = (await scene.push(wallet, pkce().challenge)).json<{ request_uri: string }>()
    const { cookie } = await scene.signIn((await scene.come(wallet, requestUri)).cookie)
    await scene.look(cookie)
    expect(await attention()).toContain(`/staff/people/${handleOf(other)}`)
  })

  it('is told of to staff while an issuing waits for it, until thirty days after it last asked', async () => {
    const person = goodRecord('AL-0003')
    put(person)
    const type = scene.issuer.types.get('badge')
    if (type === undefined) throw new Error('no such type')
    const made = await scene.issuer.makeCredentialOffer({ authority: scene.authority('aldermoor'), type, person, id: 'offer-incomplete-0001' as OfferId, staff: staffOf('aldermoor'), withTxCode: false })
    const shown = await scene.inject({ method: 'GET', url: new URL(made?.offerUri ?? '').pathname })
    const [code] = Object.values(shown.json<{ grants: Record<string, { 'pre-authorized_code': string }> }>().grants)
    const { access_token: token } = (await scene.token(code?.['pre-authorized_code'] ?? '', null)).json<{ access_token: string }>()
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
    const waiting = await scene.credentialWith(token, { credential_configuration_id: 'badge-sd-jwt', proofs: { jwt: [proof] } })
    expect(waiting.statusCode).toBe(202)
    put(without(person, 'family_name'))
    scene.clock.advance(10)
    const collected = await scene.inject({ method: 'POST', url: '/aldermoor/deferred', headers: { authorization: `Bearer ${token}` }, payload: { transaction_id: waiting.json().transaction_id } })
    expect(collected.statusCode).toBe(202)
    expect(await attention()).toContain(`/staff/people/${handleOf(person)}`)
    expect(await (await openDesk(scene, 'brackenfield:caseworker')).get('/staff/overview').then(({ body }) => body)).not.toContain('A wallet asked for')
    scene.clock.advance(30 * 86_400)
    await scene.issuer.sweep()
    expect(await scene.rows('SELECT person FROM record_gaps')).toEqual([])
  })
})
