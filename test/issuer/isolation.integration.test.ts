import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { attestedWallet, openAuthorizingScene, pkce, type AuthorizingScene } from './authorizing-scene.ts'
import { councilClients, systemsOf } from './council-systems.ts'
import { credentialBody, fiveCouncils, goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims } from './issuer-scene.ts'

// Every route that the issuer has, with what is another council's. The routes are asked of the running server: a new one without a line here fails.

let scene: AuthorizingScene
let theirs: Theirs
beforeAll(async () => {
  scene = await openAuthorizingScene({ councils: fiveCouncils, settings: { councilClients } })
  theirs = await makeTheirs()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const cookieOf = (answer: LightMyRequestResponse): string => String(answer.headers['set-cookie']).split(';')[0] ?? ''

async function desk(authority: string) {
  const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in' })
  const back = await scene.inject({ method: 'GET', url: `/staff/signed-in?code=${authority}&state=state`, headers: { cookie: cookieOf(begun) } })
  const cookie = cookieOf(back)
  const page = await scene.inject({ method: 'GET', url: '/staff/people', headers: { cookie } })
  const search = await scene.inject({ method: 'POST', url: '/staff/people', headers: { ...form, cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: csrfOf(page.body), words: 'Tomos' }).toString() })
  return { cookie, csrf: csrfOf(page.body), page: page.body, person: /\/staff\/people\/([^"?]+)/.exec(page.body)?.[1] ?? '', search: new URL(String(search.headers.location), issuerUrl).searchParams.get('search') ?? '' }
}
const csrfOf = (body: string): string => /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? ''

const proofAt = async (authority: string, nonceOf = authority): Promise<string> => makeProof(makeKeyPair(), proofClaims(await scene.nonce(nonceOf), { iat: scene.clock.now(), aud: `${issuerUrl}/${authority}` }))

/** What is Aldermoor's, and the hands of Brackenfield. */
async function makeTheirs() {
  const [aldermoor, brackenfield] = [await desk('aldermoor'), await desk('brackenfield')]
  const systems = systemsOf(scene)
  const open = await scene.offer({ person: goodRecord('AL-0100') })
  const { accessToken } = await scene.redeemed({ person: goodRecord('AL-0101') })
  const collected = await scene.redeemed({ person: goodRecord('AL-0102') })
  const issued = await scene.credentialWith(collected.accessToken, credentialBody(await proofAt('aldermoor')))
  const [row] = await scene.rows<{ id: string }>('SELECT id FROM counterfoils WHERE offer = ?', collected.id)
  const own = await scene.redeemed({ authority: 'brackenfield', person: goodRecord('BR-0100') })
  const token = await systems.tokenOf()
  for (const reference of ['AL-0001', 'AL-0002']) {
    const offered = (await systems.post(token, 'offers', { credential_type: 'residency', person_reference: reference, case_reference: 'CASE/1', tx_code: false })).json<{ credential_offer_uri: string }>()
    const shown = await scene.inject({ method: 'GET', url: offered.credential_offer_uri.slice(issuerUrl.length) })
    const code = Object.values(shown.json<{ grants: Record<string, { 'pre-authorized_code': string }> }>().grants)[0]?.['pre-authorized_code'] ?? ''
    const { access_token: given } = (await scene.token(code, null)).json<{ access_token: string }>()
    await scene.credentialWith(given, credentialBody(await proofAt('aldermoor')))
  }
  const { next_cursor: cursor } = (await systems.get(token, 'counterfoils?limit=1')).json<{ next_cursor: string }>()
  const wallet = attestedWallet()
  const pushed = await scene.push(wallet, pkce().challenge)
  const requestUri = pushed.json<{ request_uri: string }>().request_uri
  const came = await scene.come(wallet, (await scene.push(wallet, pkce().challenge)).json<{ request_uri: string }>().request_uri)
  return { aldermoor, brackenfield, systems, open, accessToken, issued: issued.json<{ notification_id: string }>(), collected, credential: row?.id ?? '', own, token, otherToken: await systems.tokenOf('brackenfield'), cursor, wallet, requestUri, citizen: came.cookie }
}
type Theirs = Awaited<ReturnType<typeof makeTheirs>>

type Attack = () => Promise<LightMyRequestResponse>
interface Case {
  readonly attack: Attack
  readonly status: number
  /** An error code or words of the answer. */
  readonly says?: string
  readonly saysNot?: RegExp
}

const json = { 'content-type': 'application/json' }
const staff = (options: InjectOptions): Promise<LightMyRequestResponse> =>
  scene.inject({ ...options, headers: { ...options.headers, cookie: theirs.brackenfield.cookie, ...(options.method === 'POST' ? { ...form, 'sec-fetch-site': 'same-origin' } : {}) } })
const staffPost = (url: string, fields: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> =>
  staff({ method: 'POST', url, payload: new URLSearchParams({ csrf: theirs.brackenfield.csrf, ...fields }).toString() })
const bearing = (path: string, body: unknown, token = theirs.accessToken): Promise<LightMyRequestResponse> =>
  scene.inject({ method: 'POST', url: `/brackenfield/${path}`, headers: { ...json, authorization: `Bearer ${token}` }, payload: JSON.stringify(body) })
const citizenElsewhere = (): string => theirs.citizen.replace('aldermoor.', 'brackenfield.')
const change = { change: 'revoke', reason: 'at_request' }

/** What another council's id, token, session or key gets, route by route. */
const guarded: Readonly<Record<string, readonly Case[]>> = {
  'GET /:authority/offers/:offer': [{ attack: () => scene.inject({ method: 'GET', url: theirs.open.offerUri.slice(issuerUrl.length).replace('aldermoor', 'brackenfield') }), status: 404 }],
  'POST /:authority/token': [{ attack: () => scene.token(theirs.open.code, theirs.open.txCode, { authority: 'brackenfield' }), status: 400, says: 'invalid_grant' }],
  'POST /:authority/credential': [
    { attack: async () => bearing('credential', credentialBody(await proofAt('brackenfield'))), status: 401, says: 'invalid_token' },
    { attack: async () => bearing('credential', credentialBody(await proofAt('aldermoor')), theirs.own.accessToken), status: 400, says: 'invalid_proof' },
  ],
  'POST /:authority/nonce': [{ attack: async () => bearing('credential', credentialBody(await proofAt('brackenfield', 'aldermoor')), theirs.own.accessToken), status: 400, says: 'invalid_nonce' }],
  'POST /:authority/deferred': [{ attack: () => bearing('deferred', { transaction_id: 'x' }), status: 401, says: 'invalid_token' }],
  'POST /:authority/notification': [
    { attack: () => bearing('notification', { notification_id: theirs.issued.notification_id, event: 'credential_deleted' }, theirs.collected.accessToken), status: 401, says: 'invalid_token' },
    { attack: () => bearing('notification', { notification_id: theirs.issued.notification_id, event: 'credential_deleted' }, theirs.own.accessToken), status: 400, says: 'invalid_notification_id' },
  ],
  'POST /:authority/par': [{ attack: () => scene.post('par', scene.requestFields(theirs.wallet, pkce().challenge), scene.attested(theirs.wallet, 'aldermoor'), 'brackenfield'), status: 401, says: 'invalid_client_attestation' }],
  'GET /:authority/authorize': [{ attack: () => scene.inject({ method: 'GET', url: scene.authorizeUrl(theirs.wallet, theirs.requestUri, 'brackenfield') }), status: 400 }],
  'GET /collect/signed-in': [{ attack: () => scene.inject({ method: 'GET', url: '/collect/signed-in?state=citizen-state&code=x', headers: { cookie: citizenElsewhere() } }), status: 400 }],
  'GET /collect/choose': [{ attack: () => scene.inject({ method: 'GET', url: '/collect/choose', headers: { cookie: citizenElsewhere() } }), status: 400 }],
  'POST /collect/choose': [{ attack: () => scene.inject({ method: 'POST', url: '/collect/choose', headers: { ...form, cookie: citizenElsewhere(), 'sec-fetch-site': 'same-origin' }, payload: 'decision=allow' }), status: 403 }],
  'GET /staff/people': [
    { attack: () => staff({ method: 'GET', url: '/staff/people' }), status: 200, saysNot: /AL-0|aldermoor/i },
    // Another session's search is none of this one.
    { attack: () => staff({ method: 'GET', url: `/staff/people?search=${theirs.aldermoor.search}` }), status: 200, saysNot: /value="Tomos"/ },
  ],
  'POST /staff/people': [{ attack: () => scene.inject({ method: 'POST', url: '/staff/people', headers: { ...form, cookie: theirs.brackenfield.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: theirs.aldermoor.csrf, words: 'x' }).toString() }), status: 403 }],
  'GET /staff/people/:person': [{ attack: () => staff({ method: 'GET', url: `/staff/people/${theirs.aldermoor.person}` }), status: 404 }],
  'POST /staff/people/:person/offers': [{ attack: () => staffPost(`/staff/people/${theirs.aldermoor.person}/offers`, { type: 'residency', offer: '0'.repeat(32) }), status: 404 }],
  'GET /staff/offers/:offer': [{ attack: () => staff({ method: 'GET', url: `/staff/offers/${theirs.open.id}` }), status: 404 }],
  'POST /staff/offers/:offer/withdraw': [{ attack: () => staffPost(`/staff/offers/${theirs.open.id}/withdraw`), status: 404 }],
  'GET /staff/credentials/:credential/:change': [{ attack: () => staff({ method: 'GET', url: `/staff/credentials/${theirs.credential}/revoke` }), status: 404 }],
  'POST /staff/credentials/:credential/:change': [{ attack: () => staffPost(`/staff/credentials/${theirs.credential}/revoke`, { reason: 'at_request' }), status: 404 }],
  'POST /staff/sign-out': [{ attack: () => scene.inject({ method: 'POST', url: '/staff/sign-out', headers: { ...form, cookie: theirs.brackenfield.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: theirs.aldermoor.csrf }).toString() }), status: 403 }],
  'GET /staff/network': [{ attack: () => staff({ method: 'GET', url: '/staff/network' }), status: 200, saysNot: /aldermoor/i }],
  'POST /:authority/api/token': [{ attack: () => theirs.systems.byAssertion({}, {}, 'brackenfield'), status: 401, says: 'invalid_client' }],
  'POST /:authority/api/offers': [
    { attack: () => theirs.systems.post(theirs.token, 'offers', { credential_type: 'residency', person_reference: 'BR-0001' }, { authority: 'brackenfield' }), status: 401 },
    { attack: () => theirs.systems.post(theirs.otherToken, 'offers', { credential_type: 'residency', person_reference: 'AL-0001' }, { authority: 'brackenfield' }), status: 404 },
    { attack: () => theirs.systems.post(theirs.accessToken, 'offers', { credential_type: 'residency', person_reference: 'AL-0001' }), status: 401 },
  ],
  'GET /:authority/api/counterfoils': [
    { attack: () => theirs.systems.get(theirs.token, 'counterfoils', 'brackenfield'), status: 401 },
    { attack: () => theirs.systems.get(theirs.otherToken, `counterfoils?limit=1&cursor=${theirs.cursor}`, 'brackenfield'), status: 400 },
    { attack: () => theirs.systems.get(theirs.otherToken, 'counterfoils', 'brackenfield'), status: 200, says: '"counterfoils":[]' },
  ],
  'GET /:authority/api/counterfoils/:counterfoil': [
    { attack: () => theirs.systems.get(theirs.otherToken, `counterfoils/${theirs.credential}`, 'brackenfield'), status: 404 },
    { attack: () => theirs.systems.get(theirs.otherToken, `counterfoils/${theirs.credential}`), status: 401 },
  ],
  'POST /:authority/api/counterfoils/:counterfoil/status': [
    { attack: () => theirs.systems.post(theirs.otherToken, `counterfoils/${theirs.credential}/status`, change, { authority: 'brackenfield' }), status: 404 },
    { attack: () => theirs.systems.post(theirs.otherToken, `counterfoils/${theirs.credential}/status`, change), status: 401 },
  ],
  'POST /:authority/api/status': [
    { attack: () => theirs.systems.post(theirs.otherToken, 'status', { ...change, case_reference: 'CASE/1' }, { authority: 'brackenfield' }), status: 404 },
    { attack: () => theirs.systems.post(theirs.otherToken, 'status', { ...change, person_reference: 'AL-0001' }, { authority: 'brackenfield' }), status: 404 },
    { attack: () => theirs.systems.post(theirs.otherToken, 'status', { ...change, case_reference: 'CASE/1' }), status: 401 },
  ],
}

/** What anybody may read, and the door of the sign-in: nothing of one council that another could not read, too. */
const open = new Set([
  'GET /.well-known/openid-credential-issuer/:authority', 'GET /:authority/.well-known/openid-credential-issuer', 'GET /.well-known/oauth-authorization-server/:authority', 'GET /:authority/.well-known/oauth-authorization-server',
  'GET /.well-known/oauth-authorization-server/:authority/api', 'GET /:authority/anchored-status-lists/:number', 'GET /:authority/status-lists/:number', 'GET /:authority/status-lists/:number/revocation', 'GET /:authority/status-lists/:number/suspension',
  'GET /types/:type/:version', 'GET /types/:type/:version/:document', 'GET /:authority/sign-in-offers/:type', 'GET /assets/counterfoil.css', 'GET /assets/page.js', 'GET /assets/icon.svg',
  'GET /staff', 'GET /staff/sign-in', 'GET /staff/signed-in', 'GET /staff/signed-out', 'GET /health/live', 'GET /health/ready',
]) // prettier-ignore

const served = (): string[] => [...new Set(scene.issuer.app.servedRoutes.filter(({ method, url }) => !['HEAD', 'OPTIONS'].includes(method) && !/^\/docs(\/|$)/.test(url)).map(({ method, url }) => `${method} ${url}`))]

/** Everything of Aldermoor that a request could have changed. */
const ofAldermoor = async (): Promise<unknown> => ({
  offers: await scene.rows("SELECT id, state, tries_left, claimed_at, token_lookup, hex(sealed_claims) AS sealed FROM credential_offers WHERE authority = 'aldermoor' ORDER BY id"),
  counterfoils: await scene.rows("SELECT id, status, changed_at, outcome FROM counterfoils WHERE authority = 'aldermoor' ORDER BY id"),
  steps: await scene.rows("SELECT lookup, state, hex(sealed) AS sealed FROM authorization_steps WHERE authority = 'aldermoor' ORDER BY lookup"),
  audit: await scene.rows("SELECT count(*) AS entries FROM audit_entries WHERE authority = 'aldermoor'"),
})

describe('one process for five councils', () => {
  it('has a line here for every route that it serves, and none for one that it doesn\'t', () => {
    expect(served().toSorted()).toEqual([...Object.keys(guarded), ...open].toSorted())
  })

  it.each(Object.entries(guarded))('%s: refuses what is another council\'s, and changes nothing', async (_route, cases) => {
    for (const { attack, status, says, saysNot } of cases) {
      const before = await ofAldermoor()
      const answer = await attack()
      expect([answer.statusCode, answer.body.slice(0, 400)]).toEqual([status, expect.stringContaining(says ?? '')])
      if (saysNot !== undefined) expect(answer.body).not.toMatch(saysNot)
      expect(await ofAldermoor()).toEqual(before)
    }
  })

  it('leaves what was attacked as usable as before', async () => {
    expect((await scene.token(theirs.open.code, theirs.open.txCode)).statusCode).toBe(200)
    expect((await scene.credentialWith(theirs.accessToken, credentialBody(await proofAt('aldermoor')))).statusCode).toBe(200)
  })

  it('issues for each of the five under its own name', async () => {
    for (const id of fiveCouncils) {
      const { accessToken } = await scene.redeemed({ authority: id, person: goodRecord(`${id}-1`) })
      expect((await scene.credentialWith(accessToken, credentialBody(await proofAt(id)), { authority: id })).statusCode).toBe(200)
      expect((await scene.inject({ method: 'GET', url: `/.well-known/openid-credential-issuer/${id}` })).json<{ credential_issuer: string }>().credential_issuer).toBe(`${issuerUrl}/${id}`)
    }
  })
})

describe('one process for one council', () => {
  it('serves nothing under another\'s name', async () => {
    const alone = await openScene({ councils: ['aldermoor'], clock: fixedClock(Math.floor(Date.now() / 1000)), settings: { councilClients } })
    const addressOf = (url: string): string => url.replace(':authority', 'brackenfield').replaceAll(/:\w+/g, '1')
    for (const { method, url } of alone.issuer.app.servedRoutes.filter((route) => route.url.includes(':authority') && route.method !== 'OPTIONS')) {
      const answer = await alone.inject({ method, url: addressOf(url), ...(method === 'POST' ? { headers: form, payload: '' } : {}) })
      expect([method, url, answer.statusCode]).toEqual([method, url, 404])
    }
    expect((await alone.redeemed()).accessToken).not.toBe('')
    await alone.close()
    alone.erase()
  })
})
