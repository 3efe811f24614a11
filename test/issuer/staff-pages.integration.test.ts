import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inflateSync } from 'node:zlib'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, walletUrl, type Scene } from './issuer-scene.ts'
import { cookieOf, openDesk, sameOrigin, type Desk } from './staff-desk.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const signIn = (authority?: string): Promise<Desk> => openDesk(scene, authority)

const hrefOf = (body: string, name: string): string => new RegExp(`href="([^"]+)">${name}<`).exec(body)?.[1] ?? ''
const fieldOf = (body: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? ''
const textOf = (body: string, id: string): string => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(body)?.[1] ?? ''

async function offerTo(desk: Desk, name: string) {
  const people = await desk.get('/staff/people')
  const person = hrefOf(people.body, name)
  const page = await desk.get(person)
  const made = await desk.post(`${person}/offers`, { type: fieldOf(page.body, 'type'), offer: fieldOf(page.body, 'offer') })
  return { person, page, made, offer: fieldOf(page.body, 'offer') }
}

/** Staff offer, the wallet collects. */
async function issueTo(desk: Desk, name: string) {
  const { made, person } = await offerTo(desk, name)
  const link = new URL(textOf(made.body, 'offer-address').replaceAll('&amp;', '&'))
  const offerUri = link.searchParams.get('credential_offer_uri') ?? ''
  const offer = (await scene.inject({ method: 'GET', url: offerUri.slice(issuerUrl.length) })).json()
  const [grant] = Object.values<{ 'pre-authorized_code': string }>(offer.grants)
  const token = (await scene.token(grant?.['pre-authorized_code'] ?? '', textOf(made.body, 'transaction-code'))).json().access_token
  const answer = await scene.credentialWith(token, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))))
  const { idx } = JSON.parse(Buffer.from(answer.json().credentials[0].credential.split('.')[1], 'base64url').toString()).status.status_list
  const [counterfoil] = await scene.rows<{ id: string }>("SELECT id FROM counterfoils WHERE authority = 'aldermoor' AND status_index = ?", idx)
  const credential = counterfoil?.id ?? ''
  expect((await desk.get(person)).body).toContain(`/staff/credentials/${credential}/revoke`)
  return { person, credential, index: idx as number }
}

async function publishedStatus(index: number): Promise<number | null> {
  const { body } = await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })
  const list = parseStatusListToken(body, { uri: `${issuerUrl}/aldermoor/status-lists/1`, now: epochSeconds(scene.clock.now()) }, (bytes, largest) => inflateSync(bytes, { maxOutputLength: largest }))
  return readStatus(list.list, index)
}

describe('signing in', () => {
  it('ADM-03 gives a new session, in a cookie no script and no other site can use (ADM-04)', async () => {
    const desk = await signIn()
    expect(desk.cookie).not.toBe(desk.before)
    const attributes = String(desk.back.headers['set-cookie'])
    expect(attributes).toMatch(/^cf_staff=[A-Za-z0-9_-]{43}; Path=\/staff; HttpOnly; SameSite=Lax$/)
    expect(desk.back.headers['location']).toBe('/staff/overview')
    const old = await scene.inject({ method: 'GET', url: '/staff/people', headers: { cookie: desk.before } })
    expect(old.statusCode).toBe(401)
  })

  it('refuses a return that did not set out from this browser, or was used before', async () => {
    const stranger = await scene.inject({ method: 'GET', url: '/staff/signed-in?code=aldermoor&state=state' })
    expect(stranger.statusCode).toBe(401)
    const desk = await signIn()
    const again = await scene.inject({ method: 'GET', url: '/staff/signed-in?code=aldermoor&state=state', headers: { cookie: desk.before } })
    expect(again.statusCode).toBe(401)
  })

  it.each(['cross-site', 'same-site'])('ADM-01 is not begun by another site, which would end the session that somebody works in: %s', async (site) => {
    const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in', headers: { 'sec-fetch-site': site } })
    expect([begun.statusCode, begun.headers['location'], begun.headers['set-cookie']]).toEqual([303, '/staff', undefined])
  })

  it.each(['same-origin', 'none'])('is begun from our own page, and by its address: %s', async (site) => {
    const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in', headers: { 'sec-fetch-site': site } })
    expect(begun.headers['location']).toContain('http://localhost:5300/')
  })

  it('refuses someone of an authority that is not here, and a wrong state', async () => {
    for (const query of ['code=nowhere&state=state', 'code=aldermoor&state=forged']) {
      const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in' })
      const back = await scene.inject({ method: 'GET', url: `/staff/signed-in?${query}`, headers: { cookie: cookieOf(begun.headers['set-cookie']) } })
      expect(back.statusCode).toBe(403)
      expect(back.headers['content-type']).toContain('text/html')
    }
  })

  it('ADM-05 ends at once on signing out', async () => {
    const desk = await signIn()
    expect((await desk.post('/staff/sign-out')).headers['location']).toBe('/staff/signed-out')
    const after = await desk.get('/staff/people')
    expect(after.statusCode).toBe(401)
    expect(after.body).toContain('Sign in')
  })

  it('ADM-06 ends after fifteen idle minutes, and after eight hours however busy', async () => {
    const idle = await signIn()
    scene.clock.advance(15 * 60)
    expect((await idle.get('/staff/people')).statusCode).toBe(401)
    const busy = await signIn()
    for (let minutes = 0; minutes < 470; minutes += 10) {
      scene.clock.advance(600)
      expect((await busy.get('/staff/people')).statusCode).toBe(200)
    }
    scene.clock.advance(600)
    expect((await busy.get('/staff/people')).statusCode).toBe(401)
  })

  it('keeps nothing readable of who is signed in', async () => {
    await signIn()
    const rows = await scene.rows<Record<string, Buffer | string | number>>('SELECT * FROM staff_sessions')
    const text = rows.flatMap((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))).join('\n')
    expect(text).not.toContain('Sam Sign')
    expect(text).not.toContain('staff-of')
  })
})

describe('a form', () => {
  it.each([
    ['without its token', { csrf: '' }, sameOrigin],
    ['with another token', { csrf: 'A'.repeat(43) }, sameOrigin],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }],
    ['from the same site but another origin', {}, { 'sec-fetch-site': 'same-site', origin: 'http://localhost:5340' }],
    ['with a foreign Origin', {}, { origin: 'http://evil.example' }],
    ['that tells no origin', {}, {}],
  ])('ADM-01 %s is refused', async (_row, fields, headers) => {
    const desk = await signIn()
    const answer = await desk.post('/staff/people', { words: 'Ceridwen', ...fields }, headers)
    expect(answer.statusCode).toBe(403)
    expect((await desk.post('/staff/people', { words: 'Ceridwen' })).statusCode).toBe(303)
  })

  it('ADM-02 as JSON is not taken', async () => {
    const desk = await signIn()
    const answer = await scene.inject({ method: 'POST', url: '/staff/people', headers: { cookie: desk.cookie, ...sameOrigin }, payload: { csrf: desk.csrf } })
    expect(answer.statusCode).toBe(415)
  })
})

describe('pages', () => {
  it('allow no script but their own, no frame, no cache, and let no address go to others', async () => {
    const desk = await signIn()
    const { headers } = await desk.get('/staff/people')
    for (const rule of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"]) expect(headers['content-security-policy']).toContain(rule)
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
  })

  it('find people, and no address holds a name', async () => {
    const desk = await signIn()
    const search = async (words: string): Promise<string> => String((await desk.post('/staff/people', { words })).headers.location)
    const address = await search('bell AL2')
    expect(address).not.toMatch(/bell|AL2/i)
    const found = await desk.get(address)
    expect(found.body).toContain('Tomos Bellweather')
    expect(found.body).not.toContain('Ashdown')
    const none = await desk.get(await search('nobody <script>'))
    expect(none.body).toContain('No one in the council record matches')
    expect(none.body).toContain('value="nobody &lt;script&gt;"')
    for (const [, href = ''] of found.body.matchAll(/href="([^"]+)"/g)) expect(href).not.toMatch(/tomos|bellweather|AL-/i)
    expect(await search('  ')).toBe('/staff/people')
  })

  it('lead from what was found to a person, to the other language and back again', async () => {
    const desk = await signIn()
    const address = String((await desk.post('/staff/people', { words: 'bell' })).headers.location)
    const person = await desk.get(hrefOf((await desk.get(address)).body, 'Tomos Bellweather'))
    expect(person.body).toContain(`class="govuk-back-link" href="${address}"`)
    expect((await desk.get(`${address}&language=cy`)).body).toContain('Tomos Bellweather')
  })

  it.each(['', 'AAAA', 'A'.repeat(80), 'another session\'s'])('show everybody for a search that is not of this session: %j', async (sealed) => {
    const other = await signIn()
    const foreign = sealed.startsWith('another') ? String((await other.post('/staff/people', { words: 'bell' })).headers.location) : `/staff/people?search=${sealed}`
    expect((await (await signIn()).get(foreign)).body).toContain('Ashdown')
  })

  it('are complete in Welsh', async () => {
    const desk = await signIn()
    const welsh = await desk.get('/staff/people?language=cy')
    expect(welsh.body).toContain('<html lang="cy"')
    expect(welsh.body).toContain('Chwilio')
    expect(cookieOf(welsh.headers['set-cookie'])).toBe('cf_staff_language=cy')
  })

  it('say in words why a record cannot be issued from', async () => {
    const desk = await signIn()
    const people = await desk.get('/staff/people')
    const page = await desk.get(hrefOf(people.body, 'Morwenna Quill'))
    expect(page.body).toContain('The record does not hold what this credential needs')
    expect(page.body).toMatch(/Date of birth<\/strong> is not a real date/)
    expect(page.body).toMatch(/Address line 1<\/strong> is missing/)
    expect(page.body).not.toContain('name="offer"')
    const forced = await desk.post(`${hrefOf(people.body, 'Morwenna Quill')}/offers`, { type: 'residency', offer: 'a'.repeat(32) })
    expect(forced.statusCode).toBe(422)
    expect(forced.body).not.toContain('1975')
  })
})

describe('an offer', () => {
  it('shows its link, QR code and transaction code once', async () => {
    const desk = await signIn()
    const { made, person, offer, page } = await offerTo(desk, 'Ceridwen Ashdown')
    expect(made.statusCode).toBe(200)
    expect(textOf(made.body, 'transaction-code')).toMatch(/^\d{6}$/)
    const address = textOf(made.body, 'offer-address')
    expect(address.startsWith(`${walletUrl}/offer?credential_offer_uri=`)).toBe(true)
    expect(made.body).toContain('<svg')
    expect(made.body).toContain('openid-credential-offer://?credential_offer_uri=')

    // A reload sends the same form again: the offer stands and its secrets stay away.
    const again = await desk.post(`${person}/offers`, { type: 'residency', offer })
    expect([again.statusCode, again.headers['location']]).toEqual([303, `/staff/offers/${offer}`])
    const state = await desk.get(`/staff/offers/${offer}`)
    expect(state.body).toContain('Waiting')
    expect(state.body).not.toContain(textOf(made.body, 'transaction-code'))
    expect(state.body).not.toContain('/aldermoor/offers/')
    expect(page.body).not.toContain('/aldermoor/offers/')
  })

  it('is withdrawn by staff, and replaced by a newer one', async () => {
    const desk = await signIn()
    const first = await offerTo(desk, 'Tomos Bellweather')
    const second = await offerTo(desk, 'Tomos Bellweather')
    expect((await desk.get(`/staff/offers/${first.offer}`)).body).toContain('Withdrawn')
    expect((await desk.get(`/staff/offers/${second.offer}`)).body).toContain('Waiting')
    expect((await desk.post(`/staff/offers/${second.offer}/withdraw`)).statusCode).toBe(303)
    expect((await desk.get(`/staff/offers/${second.offer}`)).body).toContain('Withdrawn')
    expect((await desk.post(`/staff/offers/${second.offer}/withdraw`)).statusCode).toBe(409)
    expect(await scene.rows("SELECT count(*) AS left FROM credential_offers WHERE state = 'withdrawn' AND sealed_claims IS NOT NULL")).toEqual([{ left: 0 }])
  })

  it('shows as expired when its time is over, and its draft is erased', async () => {
    const desk = await signIn()
    const { offer } = await offerTo(desk, 'Tomos Bellweather')
    scene.clock.advance(24 * 60 * 60)
    await scene.issuer.sweep()
    const later = await signIn()
    expect((await later.get(`/staff/offers/${offer}`)).body).toContain('Expired')
    expect(await scene.rows('SELECT state, sealed_claims, code_wrapped_key FROM credential_offers WHERE id = ?', offer)).toEqual([{ state: 'expired', sealed_claims: null, code_wrapped_key: null }])
    expect(await scene.rows("SELECT event FROM audit_entries WHERE object = ? ORDER BY sequence", offer)).toEqual([{ event: 'offer.made' }, { event: 'offer.expired' }])
  })
})

describe('a status', () => {
  it('STA-18 is suspended, reinstated and revoked for good, in the list that the next reader gets', async () => {
    const desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
    const { person, credential, index } = await issueTo(desk, 'Ceridwen Ashdown')
    expect(await publishedStatus(index)).toBe(0)
    const steps = [
      ['suspend', 'record_check', 2, 'Suspended'],
      ['reinstate', 'check_passed', 0, 'Active'],
      ['suspend', 'at_request', 2, 'Suspended'],
      ['revoke', 'moved_away', 1, 'Revoked'],
    ] as const
    for (const [change, reason, value, label] of steps) {
      const confirm = await desk.get(`/staff/credentials/${credential}/${change}`)
      expect(confirm.statusCode).toBe(200)
      const done = await desk.post(`/staff/credentials/${credential}/${change}`, { reason, when: 'at_once' })
      expect([done.statusCode, done.headers['location']]).toEqual([303, `${person}?changed=${credential}&change=${change}`])
      expect(await publishedStatus(index)).toBe(value)
      const page = await desk.get(String(done.headers['location']))
      expect(page.body).toContain(label)
      expect(page.body).toContain('govuk-notification-banner--success')
    }
    // Nothing brings back what was revoked.
    for (const change of ['suspend', 'reinstate', 'revoke']) {
      expect((await desk.get(`/staff/credentials/${credential}/${change}`)).statusCode).toBe(409)
      expect((await desk.post(`/staff/credentials/${credential}/${change}`, { reason: 'at_request', when: 'at_once' })).statusCode).toBe(409)
    }
    expect(await publishedStatus(index)).toBe(1)
    const events = await scene.rows<{ event: string }>('SELECT event FROM audit_entries WHERE object = ? ORDER BY sequence', credential)
    expect(events.map(({ event }) => event)).toEqual(['credential.issued', 'credential.suspended', 'credential.reinstated', 'credential.suspended', 'credential.revoked', ...Array.from({ length: 3 }, () => 'credential.change_refused')])
  })

  it('needs a reason of the list', async () => {
    const desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
    const { credential, index } = await issueTo(desk, 'Tomos Bellweather')
    for (const fields of [{}, { reason: '' }, { reason: 'because' }, { reason: '__proto__' }]) {
      const answer = await desk.get(String((await desk.post(`/staff/credentials/${credential}/revoke`, fields)).headers.location))
      expect(answer.body).toContain('Choose a reason')
      expect(answer.body).toContain('<title>Error: ')
    }
    expect(await publishedStatus(index)).toBe(0)
    expect((await desk.get(`/staff/credentials/${credential}/explode`)).statusCode).toBe(404)
  })

  it('F-11 ends revoked when suspending, reinstating and revoking race', async () => {
    const desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
    const { credential } = await issueTo(desk, 'Tomos Bellweather')
    // By the credential itself: this person has several, made within one second.
    const index = Number((await scene.rows<{ status_index: number }>('SELECT status_index FROM counterfoils WHERE id = ?', credential))[0]?.status_index)
    const changes = Array.from({ length: 20 }, () => ['suspend', 'reinstate', 'revoke'] as const).flat()
    const answers = await Promise.all(changes.map((change) => desk.post(`/staff/credentials/${credential}/${change}`, { reason: 'at_request', when: 'at_once' })))
    expect(answers.every(({ statusCode }) => statusCode === 303 || statusCode === 409)).toBe(true)
    expect(await publishedStatus(index)).toBe(1)
    expect(await scene.rows('SELECT status FROM counterfoils WHERE id = ?', credential)).toEqual([{ status: 1 }])
    expect(await scene.rows("SELECT count(*) AS times FROM audit_entries WHERE object = ? AND event = 'credential.revoked'", credential)).toEqual([{ times: 1 }])
  })

  it('is the same after a restart: the list is rebuilt from the counterfoils', async () => {
    const desk = await openDesk(scene, 'aldermoor', { steppedUp: true })
    const { credential } = await issueTo(desk, 'Tomos Bellweather')
    // By the credential itself: this person has several, made within one second.
    const index = Number((await scene.rows<{ status_index: number }>('SELECT status_index FROM counterfoils WHERE id = ?', credential))[0]?.status_index)
    await desk.post(`/staff/credentials/${credential}/revoke`, { reason: 'at_request', when: 'at_once' })
    const again = await openScene({ folder: scene.folder })
    const { body } = await again.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })
    const list = parseStatusListToken(body, { uri: `${issuerUrl}/aldermoor/status-lists/1`, now: epochSeconds(again.clock.now()) }, (bytes, largest) => inflateSync(bytes, { maxOutputLength: largest }))
    expect(readStatus(list.list, index)).toBe(1)
    await again.close()
  })
})

describe('staff of another authority', () => {
  it('ADM-12 find nothing of this one, whatever they ask for by its id', async () => {
    const desk = await signIn()
    const { person, credential } = await issueTo(desk, 'Ceridwen Ashdown')
    const { offer } = await offerTo(desk, 'Ceridwen Ashdown')
    const stranger = await openDesk(scene, 'brackenfield', { steppedUp: true })
    const reads = [person, `/staff/offers/${offer}`, ...['suspend', 'reinstate', 'revoke'].map((change) => `/staff/credentials/${credential}/${change}`)]
    for (const url of reads) expect((await stranger.get(url)).statusCode).toBe(404)
    const writes = [`${person}/offers`, `/staff/offers/${offer}/withdraw`, ...['suspend', 'reinstate', 'revoke'].map((change) => `/staff/credentials/${credential}/${change}`)]
    for (const url of writes) expect((await stranger.post(url, { reason: 'at_request', type: 'residency', offer: 'b'.repeat(32) })).statusCode).toBe(404)
    expect((await stranger.get('/staff/people')).body).not.toContain(person)
    expect((await desk.get(`/staff/credentials/${credential}/revoke`)).statusCode).toBe(200)
  })

  it('cannot make an offer under the id of one of ours', async () => {
    const desk = await signIn()
    const { offer } = await offerTo(desk, 'Ceridwen Ashdown')
    const stranger = await signIn('brackenfield')
    const people = await stranger.get('/staff/people')
    const made = await stranger.post(`${hrefOf(people.body, 'Ceridwen Ashdown')}/offers`, { type: 'residency', offer })
    expect(made.statusCode).toBe(303)
    expect((await stranger.get(String(made.headers['location']))).statusCode).toBe(404)
  })
})
