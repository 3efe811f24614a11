import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { openAuthorizingScene, publicWallet, subject, type AuthorizingScene, type Tokens, type Wallet } from './authorizing-scene.ts'
import { councilClients, systemsOf } from './council-systems.ts'
import { inTheList } from './in-the-list.ts'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, proofClaims, staffOf } from './issuer-scene.ts'
import { openDesk } from './staff-desk.ts'

const day = 86_400
const child = (reference: string, name: string, changes: object = {}) => ({
  representation_reference: reference,
  represented_role: 'parent',
  represented_given_name: name,
  represented_family_name: 'Ashdown',
  represented_birth_date: '2015-05-05',
  represented_scope: 'education',
  represented_from: '2025-01-01',
  represented_until: '2033-05-05',
  ...changes,
})
const [sam, kit] = [child('REP-7781', 'Samphire'), child('REP-7782', 'Kittiwake')]

let scene: AuthorizingScene
let systems: ReturnType<typeof systemsOf>
beforeAll(async () => {
  const representation = folderOf('representation')
  scene = await openAuthorizingScene({
    types: catalogueOf(folderOf('residency'), representation, { ...representation, text: JSON.stringify({ ...JSON.parse(representation.text), id: 'later', issuing: 'deferred' }) }),
    settings: { councilClients },
  })
  systems = systemsOf(scene)
})
beforeEach(() => acting(sam, kit))
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** What the council's record says from now on of whom Ceridwen acts for. */
const acting = (...entries: readonly object[]): void => listing(JSON.stringify(entries))

function listing(list: string): void {
  const cell = `"${list.replaceAll('"', '""')}"`
  writeFileSync(join(scene.folder, 'aldermoor.csv'), `council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since,sign_in_subject,representations\nAL-0001,Ceridwen,Ashdown,1961-04-30,14 Harbour Lane,Flat 2,Aldermoor,AL1 2BC,100012345678,2009-09-01,${subject},${cell}\n`)
}

interface Answer {
  readonly credentials: readonly { readonly credential: string }[]
  readonly transaction_id: string
  readonly notification_id: string
}

const representedIn = ({ credentials: [first] }: Answer) => (parseSdJwt(first?.credential ?? '', { sha256: sha256Base64Url }).claims['represented'] as { given_name: string }).given_name

const identifiersOf = ({ authorization_details: details = [] }: Tokens, configuration: string): readonly string[] =>
  (details as unknown as readonly { credential_configuration_id: string; credential_identifiers: readonly string[] }[]).find((one) => one.credential_configuration_id === configuration)?.credential_identifiers ?? []

const byDetails = (configuration: string) => ({ scope: undefined, authorization_details: JSON.stringify([{ type: 'openid_credential', credential_configuration_id: configuration }]) })

async function collected(wallet: Wallet, token: string, identifier: string, status = 200): Promise<Answer> {
  const answer = await scene.collect(wallet, token, { credential_identifier: identifier })
  expect(answer.statusCode, answer.body).toBe(status)
  return answer.json<Answer>()
}

/** Who is represented by each that a token brings. */
async function allOf(wallet: Wallet, tokens: Tokens): Promise<readonly string[]> {
  const names: string[] = []
  for (const identifier of identifiersOf(tokens, 'representation-sd-jwt')) names.push(representedIn(await collected(wallet, tokens.access_token, identifier)))
  return names
}

const newest = async (count: number): Promise<readonly CounterfoilId[]> => (await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT ?', count)).map(({ id }) => id).toReversed()
const statusOf = async (id: CounterfoilId): Promise<number> => (await scene.rows<{ status: number }>('SELECT status FROM counterfoils WHERE id = ?', id))[0]?.status ?? -1

/** Ceridwen freezes all that she has. */
async function freeze(): Promise<void> {
  const cookieIn = (answer: { readonly headers: Readonly<Record<string, unknown>> }): string => [answer.headers['set-cookie']].flat().map(String).map((one) => one.split(';')[0] ?? '').find((one) => one.startsWith('cf_collect=')) ?? ''
  const { cookie } = await scene.signIn(cookieIn(await scene.inject({ method: 'GET', url: '/aldermoor/freeze' })))
  const page = await scene.inject({ method: 'GET', url: '/collect/freeze', headers: { cookie } })
  const { payload, headers } = scene.form({ csrf: /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '', decision: 'freeze' })
  expect((await scene.inject({ method: 'POST', url: '/collect/freeze', payload, headers: { ...headers, cookie, 'sec-fetch-site': 'same-origin' } })).statusCode).toBe(303)
}

async function at(wallet: Wallet, token: string, path: 'notification' | 'deferred', payload: object) {
  const headers = { authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, path, { accessToken: token }) }
  return scene.inject({ method: 'POST', url: `/aldermoor/${path}`, payload, headers })
}

describe('a parent of two who signs in', () => {
  it('sees both, and collects a representation of each by an identifier of its own, which says nothing', async () => {
    const wallet = publicWallet()
    const pushed = (await scene.push(wallet, 'c'.repeat(43), byDetails('representation-sd-jwt'))).json<{ request_uri: string }>()
    const { cookie } = await scene.signIn((await scene.come(wallet, pushed.request_uri)).cookie)
    const page = (await scene.look(cookie)).body
    expect(page).toContain('Representation: Samphire Ashdown')
    expect(page).toContain('Representation: Kittiwake Ashdown')
    const tokens = await scene.tokensOf(wallet, byDetails('representation-sd-jwt'))
    const identifiers = identifiersOf(tokens, 'representation-sd-jwt')
    expect(new Set(identifiers).size).toBe(2)
    expect(identifiers.join(' ')).not.toMatch(/REP-778|Samphire|Kittiwake|AL-0001/)
    expect(await allOf(wallet, tokens)).toEqual(['Samphire', 'Kittiwake'])
    for (const [body, error] of [
      [{ credential_identifier: 'representation-sd-jwt.current' }, 'unknown_credential_identifier'],
      [{ credential_identifier: 'representation-sd-jwt.' }, 'unknown_credential_identifier'],
      [{ credential_identifier: `representation-sd-jwt.${'x'.repeat(43)}` }, 'unknown_credential_identifier'],
      [{ credential_identifier: `${identifiers[0]}.current` }, 'unknown_credential_identifier'],
      [{ credential_identifier: identifiers[0]?.replace('sd-jwt', 'jwt-vc') }, 'unknown_credential_identifier'],
      [{ credential_configuration_id: 'representation-sd-jwt' }, 'invalid_credential_request'],
    ] as const) {
      const answer = await scene.collect(wallet, tokens.access_token, body)
      expect([answer.statusCode, answer.json()], JSON.stringify(body)).toMatchObject([400, { error }])
    }
  })

  it('gets identifiers by a scope, too, for every type that was asked for', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, { scope: 'representation residency' })
    expect(identifiersOf(tokens, 'residency-sd-jwt')).toEqual(['residency-sd-jwt.current'])
    expect(identifiersOf(tokens, 'representation-sd-jwt')).toHaveLength(2)
    expect(await allOf(wallet, tokens)).toEqual(['Samphire', 'Kittiwake'])
    await collected(wallet, tokens.access_token, 'residency-sd-jwt.current')
  })

  it('has one that is revoked, which leaves the other; what is renewed is of the record that it was of', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, byDetails('representation-sd-jwt'))
    await allOf(wallet, tokens)
    const [ofSam, ofKit] = await newest(2)
    if (ofSam === undefined || ofKit === undefined) throw new Error('not issued')
    await scene.issuer.changeStatus(scene.authority('aldermoor'), ofSam, 'revoke', { staff: staffOf('aldermoor'), reason: 'record_changed' })
    expect([await statusOf(ofSam), await statusOf(ofKit)]).toEqual([1, 0])
    expect([await inTheList(scene, ofSam), await inTheList(scene, ofKit)]).toEqual([1, 0])
    // The council takes Samphire off, and mends Kittiwake's.
    acting({ ...kit, represented_scope: 'travel_and_parking' })
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect(identifiersOf(next, 'representation-sd-jwt')).toEqual([identifiersOf(tokens, 'representation-sd-jwt')[1]])
    const [identifier = ''] = identifiersOf(next, 'representation-sd-jwt')
    const renewed = await collected(wallet, next.access_token, identifier)
    expect(representedIn(renewed)).toBe('Kittiwake')
    expect(parseSdJwt(renewed.credentials[0]?.credential ?? '', { sha256: sha256Base64Url }).claims['scope']).toBe('travel_and_parking')
  })

  it('is told of each, and waits for each, by the record that it waits for', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, byDetails('later-sd-jwt'))
    const transactions: string[] = []
    for (const identifier of identifiersOf(tokens, 'later-sd-jwt')) transactions.push((await collected(wallet, tokens.access_token, identifier, 202)).transaction_id)
    scene.clock.advance(day)
    acting(child('REP-7790', 'Another'), kit, { ...sam, represented_scope: 'money' })
    const next = (await scene.refresh(wallet, tokens.refresh_token)).json<Tokens>()
    expect(identifiersOf(next, 'later-sd-jwt').toSorted()).toEqual(identifiersOf(tokens, 'later-sd-jwt').toSorted())
    const names: string[] = []
    for (const transaction of transactions) {
      const answer = await at(wallet, next.access_token, 'deferred', { transaction_id: transaction })
      expect(answer.statusCode, answer.body).toBe(200)
      names.push(representedIn(answer.json<Answer>()))
      expect((await at(wallet, next.access_token, 'notification', { notification_id: answer.json<Answer>().notification_id, event: 'credential_accepted' })).statusCode).toBe(204)
    }
    expect(names).toEqual(['Samphire', 'Kittiwake'])
  })

  it('collects both again after both were frozen, and each takes the place of its own', async () => {
    const wallet = publicWallet()
    await allOf(wallet, await scene.tokensOf(wallet, byDetails('representation-sd-jwt')))
    const [ofSam, ofKit] = await newest(2)
    if (ofSam === undefined || ofKit === undefined) throw new Error('not issued')
    await freeze()
    expect([await statusOf(ofSam), await statusOf(ofKit)]).toEqual([2, 2])
    const anew = publicWallet()
    const tokens = await scene.tokensOf(anew, byDetails('representation-sd-jwt'))
    const [first = '', second = ''] = identifiersOf(tokens, 'representation-sd-jwt')
    await collected(anew, tokens.access_token, first)
    expect([await statusOf(ofSam), await statusOf(ofKit)]).toEqual([1, 2])
    await collected(anew, tokens.access_token, second)
    expect([await statusOf(ofSam), await statusOf(ofKit)]).toEqual([1, 1])
  })

  it('keeps the one while staff check the record of the other', async () => {
    const wallet = publicWallet()
    const tokens = await scene.tokensOf(wallet, byDetails('representation-sd-jwt'))
    await allOf(wallet, tokens)
    const [ofSam] = await newest(2)
    await scene.issuer.changeStatus(scene.authority('aldermoor'), ofSam ?? ('' as CounterfoilId), 'suspend', { staff: staffOf('aldermoor'), reason: 'record_check' })
    expect(await allOf(wallet, await scene.tokensOf(wallet, byDetails('representation-sd-jwt')))).toEqual(['Kittiwake'])
    await scene.issuer.changeStatus(scene.authority('aldermoor'), ofSam ?? ('' as CounterfoilId), 'reinstate', { staff: staffOf('aldermoor'), reason: 'check_passed' })
  })
})

describe('a list that can\'t be used', () => {
  it('stops representations alone, loses none of those that stand, and is told to staff', async () => {
    const wallet = publicWallet()
    const before = await scene.tokensOf(wallet, byDetails('representation-sd-jwt'))
    await allOf(wallet, before)
    const [ofSam, ofKit] = await newest(2)
    if (ofSam === undefined || ofKit === undefined) throw new Error('not issued')
    listing('[{"representation_reference":')
    const another = publicWallet()
    const tokens = await scene.tokensOf(another, { scope: 'representation residency' })
    expect(tokens).toMatchObject({ scope: 'residency' })
    expect((await scene.collect(another, tokens.access_token, { credential_configuration_id: 'residency-sd-jwt' })).statusCode).toBe(200)
    const refreshed = await scene.refresh(wallet, before.refresh_token)
    expect([refreshed.statusCode, refreshed.json()]).toMatchObject([503, { error: 'temporarily_unavailable' }])
    expect([await statusOf(ofSam), await statusOf(ofKit)]).toEqual([0, 0])
    const desk = await openDesk(scene)
    const person = /href="([^"]+)">Ceridwen/.exec((await desk.get('/staff/people')).body)?.[1] ?? ''
    const page = await desk.get(person)
    expect([page.statusCode, page.body.match(/not in the council record any more/g)]).toEqual([200, null])
    expect(page.body).toContain('is not a list of records, each with a reference of its own')
    expect(page.body).toContain('id="offer-residency"')
    expect((await desk.get('/staff/overview')).body).toContain('is not a list of records')
    for (const named of [{}, { record_reference: 'REP-7781' }]) {
      const answer = await systems.post(await systems.tokenOf(), 'offers', { credential_type: 'representation', person_reference: 'AL-0001', ...named })
      expect([answer.statusCode, answer.json()]).toMatchObject([422, { code: 'record_incomplete' }])
    }
    acting(sam, kit)
    expect(await allOf(wallet, await scene.tokensOf(wallet, byDetails('representation-sd-jwt')))).toEqual(['Samphire', 'Kittiwake'])
  })
})

interface Offered {
  readonly credential_offer_uri: string
  readonly tx_code: string
}

/** What a wallet does with an offer: who is represented. */
async function collect({ credential_offer_uri: uri, tx_code: txCode }: Offered): Promise<string> {
  const shown = await scene.inject({ method: 'GET', url: uri.slice(issuerUrl.length) })
  const code = shown.json<{ grants: Record<string, { 'pre-authorized_code': string }> }>().grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
  const { access_token: token } = (await scene.token(code, txCode)).json<{ access_token: string }>()
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
  const answer = await scene.credentialWith(token, credentialBody(proof, { credential_configuration_id: 'representation-sd-jwt' }))
  expect(answer.statusCode, answer.body).toBe(200)
  return representedIn(answer.json<Answer>())
}

describe('an offer of one of several', () => {
  const offer = async (more: object) => systems.post(await systems.tokenOf(), 'offers', { credential_type: 'representation', person_reference: 'AL-0001', ...more })

  it('by a council\'s system is of the one that it names, and takes no place of the other', async () => {
    const offered = [await offer({ record_reference: 'REP-7781' }), await offer({ record_reference: 'REP-7782' })]
    expect(offered.map(({ statusCode }) => statusCode)).toEqual([201, 201])
    const names: string[] = []
    for (const answer of offered) names.push(await collect(answer.json<Offered>()))
    expect(names).toEqual(['Samphire', 'Kittiwake'])
  })

  it.each([
    ['none named', {}, 404, 'not_found'],
    ['one that there is not', { record_reference: 'REP-9999' }, 404, 'not_found'],
    ['an empty one', { record_reference: '' }, 400, 'invalid_request'],
    ['one that is no text', { record_reference: 7781 }, 400, 'invalid_request'],
    ['one that is a list', { record_reference: ['REP-7781'] }, 400, 'invalid_request'],
  ])('by a council\'s system is refused with %s', async (_what, more, status, code) => {
    const answer = await offer(more)
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { code }])
    expect(answer.body).not.toMatch(/Samphire|Kittiwake|REP-/)
  })

  it('needs no name where there is only one, nor where a type knows none', async () => {
    acting(kit)
    expect(await collect((await offer({})).json<Offered>())).toBe('Kittiwake')
    expect((await systems.post(await systems.tokenOf(), 'offers', { credential_type: 'residency', person_reference: 'AL-0001' })).statusCode).toBe(201)
  })

  it('by staff is of the one that they choose, and their page shows both, and which credential is of which', async () => {
    const desk = await openDesk(scene)
    const person = /href="([^"]+)">Ceridwen/.exec((await desk.get('/staff/people')).body)?.[1] ?? ''
    const page = (await desk.get(person)).body
    expect(page.match(/id="type-representation(?:-2)?"/g)).toHaveLength(2)
    expect(page).toContain('Offer credential: Representation: Samphire Ashdown')
    const keys = [...page.matchAll(/name="type" value="(representation~[^"]+)"/g)].map(([, key]) => key ?? '')
    expect(keys).toHaveLength(2)
    expect(keys.join(' ')).not.toMatch(/REP-|Samphire/)
    const issuing = await desk.get(`${person}/issue?type=${keys[1]}`)
    expect((await desk.get(`${issuing.headers.location?.replace('/issue?', '/issue/record?')}`)).body).toContain('Kittiwake')
    const cards = [...page.matchAll(/govuk-summary-card__title">\s*([^<]+?)\s*</g)].map(([, title]) => title)
    expect(cards).toContain('Representation: Samphire Ashdown')
    expect(cards).toContain('Representation: Kittiwake Ashdown')
    acting(kit)
    expect((await desk.get(person)).body).toContain('Representation: not in the council record any more')
    // What they chose left the record between page and press: no other takes its place.
    const offers = await scene.rows('SELECT id FROM credential_offers')
    expect((await desk.post(`${person}/offers`, { type: keys[0] ?? '', offer: 'c'.repeat(32) })).statusCode).toBe(404)
    expect(await scene.rows('SELECT id FROM credential_offers')).toEqual(offers)
  })

  it('leaves no name, no reference and no claim of either in any file', async () => {
    await scene.issuer.sweep()
    const files = readdirSync(scene.folder).filter((name) => name.startsWith('issuer.sqlite'))
    expect(files).toContain('issuer.sqlite')
    for (const name of files) expect(readFileSync(join(scene.folder, name), 'latin1')).not.toMatch(/REP-778|Samphire|Kittiwake/)
  })
})
