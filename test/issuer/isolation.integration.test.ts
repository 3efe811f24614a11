import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resultKinds } from '@counterfoil/issuer/domain/bulk/bulk-job'
import { systemMoves } from '@counterfoil/issuer/use-cases/council/bulk-for-system'
import { staffRoles } from '@counterfoil/issuer/domain/staff-member'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { optionsIn, SoftAuthenticator } from '../support/soft-authenticator.ts'
import { attestedWallet, openAuthorizingScene, pkce, type AuthorizingScene } from './authorizing-scene.ts'
import { councilClients, systemsOf } from './council-systems.ts'
import { fileOf } from './bulk/bulk-scene.ts'
import { openDesk } from './staff-desk.ts'
import { credentialBody, fiveCouncils, goodRecord, issuerUrl, staffOf, makeKeyPair, makeProof, openScene, proofClaims } from './issuer-scene.ts'

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

async function desk(authority: string) {
  const { cookie } = await openDesk(scene, `${authority}:${staffRoles.join(',')}`, { steppedUp: true })
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
  const [, first] = await scene.rows<{ id: string }>("SELECT id FROM counterfoils WHERE authority = 'aldermoor' ORDER BY rowid DESC")
  const dryRun = await scene.issuer.bulk.prepare.fromFile({ authority: scene.authority('aldermoor'), by: 'staff:somebody', errorSecret: 'a session' }, fileOf(['AL-0001,residency,']))
  const bulkJob = `/staff/bulk/${'id' in dryRun ? dryRun.id : expect.fail(dryRun.fault)}`
  const prepared = await scene.inject({ method: 'POST', url: '/staff/status', headers: { ...form, cookie: aldermoor.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: aldermoor.csrf, change: 'suspend', [`select-${row?.id}`]: 'yes' }).toString() })
  const statusJob = String(prepared.headers.location)
  const message = `/staff/messages/${open.id}-email`
  await scene.rows("INSERT INTO outgoing_messages (reference, authority, subject, channel, template, language, state, attempts, was_tried, asked_at, at, expires_at) VALUES (?, 'aldermoor', ?, 'email', 'link', 'en', 'failed', 1, 1, 1, 1, 9999999999)", `${open.id}-email`, open.id)
  const opened = await scene.inject({ method: 'POST', url: '/staff/catalogue/types/residency/drafts', headers: { ...form, cookie: aldermoor.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: aldermoor.csrf }).toString() })
  const draft = /drafts\/([^/?]+)/.exec(String(opened.headers.location))?.[1] ?? expect.fail(opened.body)
  const begun = await scene.inject({ method: 'POST', url: '/staff/catalogue/new-form', headers: { ...form, cookie: aldermoor.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: aldermoor.csrf, id: 'of-aldermoor', type: 'residency' }).toString() })
  const formDraft = /form-drafts\/([^/?]+)/.exec(String(begun.headers.location))?.[1] ?? expect.fail(begun.body)
  const paper = await scene.inject({ method: 'POST', url: `/staff/credentials/${first?.id}/print`, headers: { ...form, cookie: aldermoor.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: aldermoor.csrf, size: 'normal' }).toString() })
  const print = /id="print-reference">([^<]+)/.exec(paper.body)?.[1] ?? expect.fail(paper.body)
  const { next_cursor: cursor } = (await systems.get(token, 'counterfoils?limit=1')).json<{ next_cursor: string }>()
  const approval = await scene.issuer.approvals.ask(staffOf('aldermoor'), { kind: 'bulk-issue', subject: 'job', contentHash: 'hash' })
  const entered = await scene.inject({ method: 'POST', url: '/staff/requests', headers: { ...form, cookie: aldermoor.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: aldermoor.csrf, kind: 'erasure', handle: aldermoor.person, 'received-day': '1', 'received-month': '11', 'received-year': '2025' }).toString() })
  const request = /requests\/([0-9a-f]{32})/.exec(String(entered.headers.location))?.[1] ?? expect.fail(entered.body)
  const device = new SoftAuthenticator(issuerUrl)
  const asked = async (url: string) => optionsIn((await scene.inject({ method: 'GET', url, headers: { cookie: aldermoor.cookie } })).body)
  const added = JSON.stringify(device.register(await asked('/staff/passkeys/new')))
  await scene.inject({ method: 'POST', url: '/staff/passkeys', headers: { ...form, cookie: aldermoor.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: aldermoor.csrf, answer: added }).toString() })
  const [passkey] = await scene.rows<{ id: string }>('SELECT id FROM staff_passkeys')
  const [session] = await scene.rows<{ id: string }>("SELECT id FROM staff_sessions WHERE authority = 'aldermoor'")
  const wallet = attestedWallet()
  const pushed = await scene.push(wallet, pkce().challenge)
  const requestUri = pushed.json<{ request_uri: string }>().request_uri
  const came = await scene.come(wallet, (await scene.push(wallet, pkce().challenge)).json<{ request_uri: string }>().request_uri)
  return { draft, formDraft, bulkJob, statusJob, message, approval: `/staff/approvals/${approval.id}`, request: `/staff/requests/${request}`, aldermoor, brackenfield, systems, open, accessToken, issued: issued.json<{ notification_id: string }>(), collected, credential: row?.id ?? '', own, token, otherToken: await systems.tokenOf('brackenfield'), cursor, print, wallet, requestUri, citizen: came.cookie, device, challenge: () => asked('/staff/step-up'), passkey: passkey?.id ?? expect.fail('no passkey'), session: session?.id ?? expect.fail('no session') }
}
const bulkJobOf = ({ bulkJob }: { readonly bulkJob: string }): string => bulkJob.replace('/staff/bulk/', 'bulk-jobs/')

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
  'GET /collect/freeze': [
    { attack: () => scene.inject({ method: 'GET', url: '/collect/freeze', headers: { cookie: citizenElsewhere() } }), status: 400 },
    // A session that came to collect freezes nothing.
    { attack: () => scene.inject({ method: 'GET', url: '/collect/freeze', headers: { cookie: theirs.citizen } }), status: 400 },
  ],
  'GET /collect/requests': [
    { attack: () => scene.inject({ method: 'GET', url: '/collect/requests', headers: { cookie: citizenElsewhere() } }), status: 400 },
    // Who signed in to collect isn't in a session for this.
    { attack: () => scene.inject({ method: 'GET', url: '/collect/requests', headers: { cookie: theirs.citizen } }), status: 400 },
  ],
  'POST /collect/requests': [{ attack: () => scene.inject({ method: 'POST', url: '/collect/requests', headers: { ...form, cookie: citizenElsewhere(), 'sec-fetch-site': 'same-origin' }, payload: 'kind=erasure' }), status: 403 }],
  'POST /collect/freeze': [{ attack: () => scene.inject({ method: 'POST', url: '/collect/freeze', headers: { ...form, cookie: citizenElsewhere(), 'sec-fetch-site': 'same-origin' }, payload: 'decision=freeze' }), status: 403 }],
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
  'GET /staff/credentials/:credential/print': [{ attack: () => staff({ method: 'GET', url: `/staff/credentials/${theirs.credential}/print` }), status: 404 }],
  'POST /staff/credentials/:credential/print': [{ attack: () => staffPost(`/staff/credentials/${theirs.credential}/print`, { size: 'normal' }), status: 404 }],
  'GET /staff/prints': [{ attack: () => staff({ method: 'GET', url: '/staff/prints' }), status: 200, saysNot: /AL-0|aldermoor/i }],
  'POST /staff/prints': [{ attack: () => staffPost('/staff/prints', { print: theirs.print }), status: 200, saysNot: /Ceridwen|data-outcome="(?!unknown_reference)/ }],
  'POST /staff/sign-out': [{ attack: () => scene.inject({ method: 'POST', url: '/staff/sign-out', headers: { ...form, cookie: theirs.brackenfield.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: theirs.aldermoor.csrf }).toString() }), status: 403 }],
  'GET /staff/people/:person/issue': [{ attack: () => staff({ method: 'GET', url: `/staff/people/${theirs.aldermoor.person}/issue` }), status: 404 }],
  // A draft that isn't there leads to the beginning, and there is none of it.
  'POST /staff/people/:person/issue': [{ attack: () => staffPost(`/staff/people/${theirs.aldermoor.person}/issue`), status: 303 }],
  'GET /staff/people/:person/issue/:step': [{ attack: () => staff({ method: 'GET', url: `/staff/people/${theirs.aldermoor.person}/issue/type` }), status: 303 }],
  'POST /staff/people/:person/issue/:step': [{ attack: () => staffPost(`/staff/people/${theirs.aldermoor.person}/issue/type`, { type: 'residency' }), status: 303 }],
  'GET /staff/messages': [{ attack: () => staff({ method: 'GET', url: '/staff/messages' }), status: 200, saysNot: /messages\/[^"]+\/again/ }],
  'POST /staff/messages/:message/again': [{ attack: () => staffPost(`${theirs.message}/again`), status: 303 }],
  'POST /staff/messages/:message/print': [{ attack: () => staffPost(`${theirs.message}/print`), status: 303 }],
  'GET /staff/caseload': [{ attack: () => staff({ method: 'GET', url: '/staff/caseload' }), status: 200, saysNot: /AL-0|aldermoor/i }],
  'POST /staff/caseload': [{ attack: () => scene.inject({ method: 'POST', url: '/staff/caseload', headers: { ...form, cookie: theirs.brackenfield.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: theirs.aldermoor.csrf }).toString() }), status: 403 }],
  'GET /staff/caseload/export': [{ attack: () => staff({ method: 'GET', url: '/staff/caseload/export' }), status: 200, saysNot: /AL-0|aldermoor/i }],
  'GET /staff/credentials/:credential': [{ attack: () => staff({ method: 'GET', url: `/staff/credentials/${theirs.credential}` }), status: 404 }],
  'GET /staff/status': [{ attack: () => staff({ method: 'GET', url: '/staff/status' }), status: 200, saysNot: /staff\/status\/[0-9a-f]{32}/ }],
  'POST /staff/status': [{ attack: () => staffPost('/staff/status', { change: 'suspend', [`select-${theirs.credential}`]: 'yes' }), status: 303 }],
  'GET /staff/status/references': [{ attack: () => staff({ method: 'GET', url: '/staff/status/references' }), status: 200, saysNot: /aldermoor/i }],
  'POST /staff/status/references': [{ attack: () => staffPost('/staff/status/references', { change: 'suspend', references: 'AL-0001' }), status: 303 }],
  'GET /staff/status/:job': [{ attack: () => staff({ method: 'GET', url: theirs.statusJob }), status: 404 }],
  'POST /staff/status/:job/confirm': [{ attack: () => staffPost(`${theirs.statusJob}/confirm`, { reason: 'record_check' }), status: 404 }],
  'POST /staff/status/:job/messages': [{ attack: () => staffPost(`${theirs.statusJob}/messages`), status: 404 }],
  'POST /staff/status/:job/undo': [{ attack: () => staffPost(`${theirs.statusJob}/undo`), status: 404 }],
  'GET /staff/catalogue': [{ attack: () => staff({ method: 'GET', url: '/staff/catalogue' }), status: 200, saysNot: /aldermoor/i }],
  'GET /staff/catalogue/types/:type': [{ attack: () => staff({ method: 'GET', url: '/staff/catalogue/types/residency' }), status: 200, saysNot: /catalogue\/drafts\// }],
  // Types are every council's to read.
  ...Object.fromEntries(['card.svg', 'card.css'].map((file) => [`GET /staff/catalogue/types/:type/${file}`, [{ attack: () => staff({ method: 'GET', url: `/staff/catalogue/types/residency/${file}` }), status: 200 }]])),
  ...Object.fromEntries(['drafts', 'review'].flatMap((at) => ['', '/card.svg', '/card.css'].map((file) => [`GET /staff/catalogue/${at}/:draft${file}`, [{ attack: () => staff({ method: 'GET', url: `/staff/catalogue/${at}/${theirs.draft}${file}` }), status: 404 }]]))),
  'GET /staff/catalogue/drafts/:draft/edit/:section': [{ attack: () => staff({ method: 'GET', url: `/staff/catalogue/drafts/${theirs.draft}/edit/names` }), status: 404 }],
  'POST /staff/catalogue/drafts/:draft/edit/:section': [{ attack: () => staffPost(`/staff/catalogue/drafts/${theirs.draft}/edit/names`, { revision: '1' }), status: 404 }],
  'POST /staff/catalogue/drafts/:draft/ask': [{ attack: () => staffPost(`/staff/catalogue/drafts/${theirs.draft}/ask`, { revision: '1' }), status: 404 }],
  'POST /staff/catalogue/drafts/:draft/discard': [{ attack: () => staffPost(`/staff/catalogue/drafts/${theirs.draft}/discard`), status: 404 }],
  'POST /staff/catalogue/types/:type/drafts': [{ attack: () => staffPost('/staff/catalogue/types/residency/drafts'), status: 303 }],
  'GET /staff/catalogue/forms': [{ attack: () => staff({ method: 'GET', url: '/staff/catalogue/forms' }), status: 200, saysNot: /aldermoor/i }],
  'GET /staff/catalogue/new-form': [{ attack: () => staff({ method: 'GET', url: '/staff/catalogue/new-form' }), status: 200, saysNot: /aldermoor/i }],
  // The same id is another form, of their own.
  'POST /staff/catalogue/new-form': [{ attack: () => staffPost('/staff/catalogue/new-form', { id: 'of-aldermoor', type: 'residency' }), status: 303 }],
  'GET /staff/catalogue/forms/:form': [
    { attack: () => staff({ method: 'GET', url: '/staff/catalogue/forms/of-aldermoor' }), status: 404 },
    { attack: () => staff({ method: 'GET', url: '/staff/catalogue/forms/school-travel' }), status: 200, saysNot: /aldermoor/i },
  ],
  'GET /staff/catalogue/forms/:form/versions/:version': [{ attack: () => staff({ method: 'GET', url: '/staff/catalogue/forms/of-aldermoor/versions/1' }), status: 404 }],
  'POST /staff/catalogue/forms/:form/drafts': [{ attack: () => staffPost('/staff/catalogue/forms/of-aldermoor/drafts'), status: 404 }],
  'POST /staff/catalogue/forms/:form/withdrawal': [{ attack: () => staffPost('/staff/catalogue/forms/of-aldermoor/withdrawal'), status: 404 }],
  ...Object.fromEntries(['form-drafts', 'form-review'].map((at) => [`GET /staff/catalogue/${at}/:draft`, [{ attack: () => staff({ method: 'GET', url: `/staff/catalogue/${at}/${theirs.formDraft}` }), status: 404 }]])),
  'GET /staff/catalogue/form-drafts/:draft/edit/:section': [{ attack: () => staff({ method: 'GET', url: `/staff/catalogue/form-drafts/${theirs.formDraft}/edit/words` }), status: 404 }],
  'POST /staff/catalogue/form-drafts/:draft/edit/:section': [{ attack: () => staffPost(`/staff/catalogue/form-drafts/${theirs.formDraft}/edit/words`, { revision: '1' }), status: 404 }],
  'POST /staff/catalogue/form-drafts/:draft/ask': [{ attack: () => staffPost(`/staff/catalogue/form-drafts/${theirs.formDraft}/ask`, { revision: '1' }), status: 404 }],
  'POST /staff/catalogue/form-drafts/:draft/discard': [{ attack: () => staffPost(`/staff/catalogue/form-drafts/${theirs.formDraft}/discard`), status: 404 }],
  'GET /staff/bulk': [{ attack: () => staff({ method: 'GET', url: '/staff/bulk' }), status: 200, saysNot: /staff\/bulk\/[0-9a-f]{32}/ }],
  'GET /staff/bulk/new': [{ attack: () => staff({ method: 'GET', url: '/staff/bulk/new' }), status: 200, saysNot: /aldermoor/i }],
  'POST /staff/bulk/new': [{ attack: () => staffPost('/staff/bulk/new'), status: 415 }],
  'GET /staff/bulk/example.csv': [{ attack: () => staff({ method: 'GET', url: '/staff/bulk/example.csv' }), status: 200, saysNot: /AL-0/ }],
  'GET /staff/bulk/:job': [{ attack: () => staff({ method: 'GET', url: theirs.bulkJob }), status: 404 }],
  'GET /staff/bulk/:job/progress': [{ attack: () => staff({ method: 'GET', url: `${theirs.bulkJob}/progress` }), status: 404 }],
  'GET /staff/bulk/:job/errors.csv': [{ attack: () => staff({ method: 'GET', url: `${theirs.bulkJob}/errors.csv` }), status: 404 }],
  ...Object.fromEntries(['cancel', 'withdraw'].map((verb) => [`GET /staff/bulk/:job/${verb}`, [{ attack: () => staff({ method: 'GET', url: `${theirs.bulkJob}/${verb}` }), status: 404 }]])),
  ...Object.fromEntries(['ask', 'start', 'pause', 'resume', 'cancel', 'withdraw', 'messages', ...resultKinds].map((verb) => [`POST /staff/bulk/:job/${verb}`, [{ attack: () => staffPost(`${theirs.bulkJob}/${verb}`), status: 404 }]])),
  'GET /staff/network': [{ attack: () => staff({ method: 'GET', url: '/staff/network' }), status: 200, saysNot: /aldermoor/i }],
  'GET /staff/overview': [{ attack: () => staff({ method: 'GET', url: '/staff/overview' }), status: 200, saysNot: /aldermoor/i }],
  'GET /staff/session': [{ attack: () => staff({ method: 'GET', url: '/staff/session' }), status: 200, saysNot: /aldermoor/i }],
  'GET /staff/sessions': [{ attack: () => staff({ method: 'GET', url: '/staff/sessions' }), status: 200, saysNot: /aldermoor/i }],
  'POST /staff/sessions/end': [{ attack: () => scene.inject({ method: 'POST', url: '/staff/sessions/end', headers: { ...form, cookie: theirs.brackenfield.cookie, 'sec-fetch-site': 'same-origin' }, payload: new URLSearchParams({ csrf: theirs.aldermoor.csrf }).toString() }), status: 403 }],
  'POST /staff/sessions/:session/end': [{ attack: () => staffPost(`/staff/sessions/${theirs.session}/end`), status: 404 }],
  // Brackenfield has one session, which isn't to be ended from here.
  'GET /staff/colleagues': [{ attack: () => staff({ method: 'GET', url: '/staff/colleagues' }), status: 200, saysNot: /aldermoor|colleagues\/[^"]+\/end/i }],
  'POST /staff/colleagues/end': [{ attack: () => staffPost('/staff/colleagues/end'), status: 303 }],
  'POST /staff/colleagues/:session/end': [{ attack: () => staffPost(`/staff/colleagues/${theirs.session}/end`), status: 404 }],
  'GET /staff/step-up': [{ attack: () => staff({ method: 'GET', url: '/staff/step-up' }), status: 200, saysNot: /data-options|aldermoor/i }],
  'POST /staff/step-up': [{ attack: async () => staffPost('/staff/step-up', { answer: JSON.stringify(theirs.device.sign(await theirs.challenge())) }), status: 403 }],
  'GET /staff/step-up/sign-in': [{ attack: () => staff({ method: 'GET', url: '/staff/step-up/sign-in' }), status: 303 }],
  'GET /staff/passkeys/new': [{ attack: () => staff({ method: 'GET', url: '/staff/passkeys/new' }), status: 200, saysNot: /aldermoor/i }],
  // A challenge of their session, and their device: neither is ours.
  'POST /staff/passkeys': [{ attack: async () => staffPost('/staff/passkeys', { answer: JSON.stringify(theirs.device.register(await theirs.challenge())) }), status: 403 }],
  'POST /staff/passkeys/:passkey/remove': [{ attack: () => staffPost(`/staff/passkeys/${theirs.passkey}/remove`), status: 404 }],
  'GET /staff/approvals': [{ attack: () => staff({ method: 'GET', url: '/staff/approvals' }), status: 200, saysNot: /staff\/approvals\/[0-9a-f]/ }],
  'GET /staff/approvals/:approval': [{ attack: () => staff({ method: 'GET', url: theirs.approval }), status: 404 }],
  'GET /staff/approvals/:approval/rows': [{ attack: () => staff({ method: 'GET', url: `${theirs.approval}/rows` }), status: 404 }],
  'POST /staff/approvals/:approval/decision': [{ attack: () => staffPost(`${theirs.approval}/decision`, { reason: 'checked', content: 'hash' }), status: 404 }],
  'POST /staff/approvals/:approval/withdraw': [{ attack: () => staffPost(`${theirs.approval}/withdraw`), status: 404 }],
  'GET /staff/approvals/:approval/break-glass': [{ attack: () => staff({ method: 'GET', url: `${theirs.approval}/break-glass` }), status: 404 }],
  'POST /staff/approvals/:approval/break-glass': [{ attack: () => staffPost(`${theirs.approval}/break-glass`, { reason: 'harm_to_somebody', phrase: 'run without approval', content: 'hash' }), status: 404 }],
  'POST /staff/approvals/:approval/break-glass/end': [{ attack: () => staffPost(`${theirs.approval}/break-glass/end`), status: 404 }],
  'POST /staff/approvals/:approval/break-glass/review': [{ attack: () => staffPost(`${theirs.approval}/break-glass/review`, { verdict: 'in_order' }), status: 404 }],
  'GET /staff/audit': [{ attack: () => staff({ method: 'GET', url: `/staff/audit?handle=${theirs.aldermoor.person}` }), status: 200, saysNot: /<tbody/ }],
  'GET /staff/audit/cases/:person': [{ attack: () => staff({ method: 'GET', url: `/staff/audit/cases/${theirs.aldermoor.person}` }), status: 200, saysNot: /staff-of-aldermoor/ }],
  'POST /staff/audit/check': [{ attack: () => staffPost('/staff/audit/check'), status: 200, saysNot: /aldermoor/i }],
  'POST /staff/audit/export': [{ attack: () => staffPost('/staff/audit/export'), status: 303 }],
  'GET /staff/audit/export/:number': [{ attack: () => staff({ method: 'GET', url: '/staff/audit/export/1' }), status: 404 }],
  'GET /staff/audit/export/:number/log': [{ attack: () => staff({ method: 'GET', url: '/staff/audit/export/1/log' }), status: 404 }],
  'GET /staff/audit/export/:number/signature': [{ attack: () => staff({ method: 'GET', url: '/staff/audit/export/40/signature' }), status: 404 }],
  'GET /staff/requests': [{ attack: () => staff({ method: 'GET', url: '/staff/requests' }), status: 200, saysNot: /staff\/requests\/[0-9a-f]/ }],
  'GET /staff/requests/new': [{ attack: () => staff({ method: 'GET', url: '/staff/requests/new' }), status: 200, saysNot: /aldermoor/i }],
  // Somebody else's handle is nobody's here.
  'POST /staff/requests': [{ attack: () => staffPost('/staff/requests', { kind: 'access', handle: theirs.aldermoor.person, 'received-day': '1', 'received-month': '11', 'received-year': '2025' }), status: 303 }],
  'GET /staff/requests/:request': [{ attack: () => staff({ method: 'GET', url: theirs.request }), status: 404 }],
  'GET /staff/requests/:request/evidence': [{ attack: () => staff({ method: 'GET', url: `${theirs.request}/evidence` }), status: 404 }],
  'POST /staff/requests/:request/answer': [{ attack: () => staffPost(`${theirs.request}/answer`), status: 404 }],
  'POST /staff/requests/:request/extend': [{ attack: () => staffPost(`${theirs.request}/extend`, { extension: 'complex' }), status: 404 }],
  'POST /staff/requests/:request/refuse': [{ attack: () => staffPost(`${theirs.request}/refuse`, { refusal: 'unfounded' }), status: 404 }],
  'POST /staff/requests/:request/withdraw': [{ attack: () => staffPost(`${theirs.request}/withdraw`), status: 404 }],
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
  'POST /:authority/api/bulk-jobs': [{ attack: () => theirs.systems.post(theirs.token, 'bulk-jobs', { rows: [{ reference: 'AL-0001', type: 'residency' }] }, { authority: 'brackenfield' }), status: 401 }],
  'GET /:authority/api/bulk-jobs/:job': [{ attack: () => theirs.systems.get(theirs.otherToken, bulkJobOf(theirs), 'brackenfield'), status: 404 }],
  'POST /:authority/api/bulk-jobs/:job/start': [{ attack: () => theirs.systems.post(theirs.otherToken, `${bulkJobOf(theirs)}/start`, { result_key: makeKeyPair().jwk }, { authority: 'brackenfield' }), status: 404 }],
  ...Object.fromEntries([...systemMoves, ...resultKinds].map((verb) => [`POST /:authority/api/bulk-jobs/:job/${verb}`, [{ attack: () => theirs.systems.post(theirs.otherToken, `${bulkJobOf(theirs)}/${verb}`, {}, { authority: 'brackenfield' }), status: 404 }]])),
  'POST /:authority/api/status': [
    { attack: () => theirs.systems.post(theirs.otherToken, 'status', { ...change, case_reference: 'CASE/1' }, { authority: 'brackenfield' }), status: 404 },
    { attack: () => theirs.systems.post(theirs.otherToken, 'status', { ...change, person_reference: 'AL-0001' }, { authority: 'brackenfield' }), status: 404 },
    { attack: () => theirs.systems.post(theirs.otherToken, 'status', { ...change, case_reference: 'CASE/1' }), status: 401 },
  ],
}

/** What anybody may read, and the door of the sign-in: nothing of one council that another could not read, too. */
const open = new Set([
  'GET /.well-known/jwt-vc-issuer/:authority', 'GET /:authority/.well-known/jwks.json', 'GET /.well-known/openid-credential-issuer/:authority', 'GET /:authority/.well-known/openid-credential-issuer', 'GET /.well-known/oauth-authorization-server/:authority', 'GET /:authority/.well-known/oauth-authorization-server',
  'GET /.well-known/oauth-authorization-server/:authority/api', 'GET /:authority/anchored-status-lists/:number', 'GET /:authority/status-lists/:number', 'GET /:authority/status-lists/:number/revocation', 'GET /:authority/status-lists/:number/suspension',
  'GET /types/:type/:version', 'GET /types/:type/:version/:document', 'GET /:authority/sign-in-offers/:type', 'GET /:authority/form-profiles', 'GET /assets/counterfoil.css', 'GET /assets/page.js', 'GET /assets/staff.js', 'GET /assets/icon.svg',
  'GET /:authority/freeze', 'GET /:authority/data-requests', 'GET /staff', 'GET /staff/sign-in', 'GET /staff/signed-in', 'GET /staff/signed-out', 'POST /staff/back-channel-logout', 'GET /health/live', 'GET /health/ready',
]) // prettier-ignore

const served = (): string[] => [...new Set(scene.issuer.app.servedRoutes.filter(({ method, url }) => !['HEAD', 'OPTIONS'].includes(method) && !/^\/docs(\/|$)/.test(url)).map(({ method, url }) => `${method} ${url}`))]

/** Everything of Aldermoor that a request could have changed. */
const ofAldermoor = async (): Promise<unknown> => ({
  offers: await scene.rows("SELECT id, state, tries_left, claimed_at, token_lookup, hex(sealed_claims) AS sealed FROM credential_offers WHERE authority = 'aldermoor' ORDER BY id"),
  counterfoils: await scene.rows("SELECT id, status, changed_at, outcome FROM counterfoils WHERE authority = 'aldermoor' ORDER BY id"),
  steps: await scene.rows("SELECT lookup, state, hex(sealed) AS sealed FROM authorization_steps WHERE authority = 'aldermoor' ORDER BY lookup"),
  sessions: await scene.rows("SELECT id, stepped_up_at FROM staff_sessions WHERE authority = 'aldermoor' ORDER BY id"),
  jobs: await scene.rows("SELECT id, state FROM bulk_jobs WHERE authority = 'aldermoor' UNION SELECT id, state FROM status_jobs WHERE authority = 'aldermoor' ORDER BY 1"),
  drafts: await scene.rows("SELECT * FROM catalogue_drafts WHERE authority = 'aldermoor'"),
  messages: await scene.rows("SELECT reference, state FROM outgoing_messages WHERE authority = 'aldermoor'"),
  passkeys: await scene.rows("SELECT id, counter, removed_at FROM staff_passkeys WHERE authority = 'aldermoor'"),
  audit: await scene.rows("SELECT count(*) AS entries FROM audit_entries WHERE authority = 'aldermoor'"),
})

describe('one process for five councils', () => {
  it('has a line here for every route that it serves, and none for one that it doesn\'t', () => {
    expect(served().toSorted()).toEqual([...Object.keys(guarded), ...open].toSorted())
  })

  it.each(Object.entries(guarded))('ADM-12 %s: refuses what is another council\'s, and changes nothing', async (_route, cases) => {
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
