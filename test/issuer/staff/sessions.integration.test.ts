import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { optionsIn, SoftAuthenticator } from '../../support/soft-authenticator.ts'
import { noLimits } from '../../support/limits.ts'
import { issuerUrl, openScene, type Scene } from '../issuer-scene.ts'
import { cookieOf, deskWith, openDesk, signInBy, type Desk } from '../staff-desk.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

// An account of its own for each test: sessions and wrong passkeys are counted by account.
let accounts = 0
const freshAccount = (roles = 'caseworker'): string => `aldermoor:${roles}${','.repeat((accounts += 1))}`

const endsIn = (body: string, area: string): readonly string[] => [...body.matchAll(new RegExp(`action="/staff/${area}/([^/"]+)/end"`, 'g'))].map((match) => match[1] ?? '')
const isOpen = async (desk: Desk): Promise<boolean> => (await desk.get('/staff/sessions')).statusCode === 200
const audited = async (event: string): Promise<readonly string[]> => (await scene.rows<{ reason: string }>('SELECT reason FROM audit_entries WHERE event = ? ORDER BY sequence', event)).map(({ reason }) => reason)

describe('sessions', () => {
  it('are listed to their owner, who ends one of them, or all', async () => {
    const who = freshAccount()
    const [here, there, stranger] = [await openDesk(scene, who), await openDesk(scene, who), await openDesk(scene, freshAccount())]
    const page = await here.get('/staff/sessions')
    expect(endsIn(page.body, 'sessions')).toHaveLength(2)
    expect(page.body).toContain('This one')
    const own = endsIn((await here.get('/staff/sessions')).body, 'sessions')
    for (const id of endsIn((await stranger.get('/staff/sessions')).body, 'sessions')) expect((await here.post(`/staff/sessions/${id}/end`)).statusCode).toBe(404)
    // The latest first: theirs began after ours.
    const other = own.find((id) => !page.body.includes(`This one</td><td class="govuk-table__cell"><form method="post" action="/staff/sessions/${id}/end"`)) ?? ''
    expect((await here.post(`/staff/sessions/${other}/end`)).headers.location).toBe('/staff/sessions?done=ended')
    expect([await isOpen(here), await isOpen(there), await isOpen(stranger)]).toEqual([true, false, true])
    const third = await openDesk(scene, who)
    expect((await third.post('/staff/sessions/end')).headers.location).toBe('/staff/signed-out')
    expect([await isOpen(here), await isOpen(third), await isOpen(stranger)]).toEqual([false, false, true])
  })

  it('are ended by an administrator, at once and audited; another authority\'s are not found', async () => {
    const dismissed = await openDesk(scene, freshAccount())
    const admin = await openDesk(scene, freshAccount('authority-admin'), { steppedUp: true })
    const elsewhere = await openDesk(scene, 'brackenfield:authority-admin', { steppedUp: true })
    const before = (await audited('session.ended')).length
    const mine = endsIn((await dismissed.get('/staff/sessions')).body, 'sessions')[0] ?? ''
    expect((await elsewhere.get('/staff/colleagues')).body).not.toContain(mine)
    expect((await elsewhere.post(`/staff/colleagues/${mine}/end`)).statusCode).toBe(404)
    expect(await isOpen(dismissed)).toBe(true)
    expect(endsIn((await admin.get('/staff/colleagues')).body, 'colleagues')).toContain(mine)
    expect((await admin.post(`/staff/colleagues/${mine}/end`)).statusCode).toBe(303)
    expect(await isOpen(dismissed)).toBe(false)
    expect((await audited('session.ended')).length).toBe(before + 1)
    const [one, two] = [await openDesk(scene, freshAccount()), await openDesk(scene, freshAccount('auditor'))]
    expect((await admin.post('/staff/colleagues/end')).statusCode).toBe(303)
    expect([await isOpen(one), await isOpen(two), await isOpen(admin), await isOpen(elsewhere)]).toEqual([false, false, true, true])
  })

  it('stand in the table without a name, an account or a way in', async () => {
    const desk = await openDesk(scene, freshAccount())
    const text = JSON.stringify(await scene.rows('SELECT id, lookup, authority, owner, roles, hex(sealed) AS sealed FROM staff_sessions'))
    for (const secret of ['Sam Sign', 'staff-of', desk.cookie.split('=')[1] ?? 'none']) expect(text).not.toContain(secret)
  })

  it('tell a page\'s script how long they last, and its forms the token of the day', async () => {
    const desk = await openDesk(scene, freshAccount())
    expect((await desk.get('/staff/session')).json()).toMatchObject({ idle: 900, csrf: desk.csrf })
    scene.clock.advance(100)
    const page = await desk.get('/staff/prints')
    expect(page.body).toContain('data-idle="900"')
    expect(page.body).toMatch(/You will be signed out at \d\d:\d\d if you open no other page, and at \d\d:\d\d in any case/)
    expect(page.headers['content-security-policy']).toContain("connect-src 'self';")
  })

  it('ADM-03 are new after proving anew who one is, and the one before has ended', async () => {
    const who = freshAccount()
    const first = await openDesk(scene, who)
    const search = String((await first.post('/staff/people', { words: 'Ashdown' })).headers.location)
    const again = await signInBy(scene, '/staff/step-up/sign-in?back=/staff/prints', who, first.cookie)
    expect(again.back.headers.location).toBe('/staff/prints')
    expect(again.cookie).not.toBe(first.cookie)
    expect(await isOpen(first)).toBe(false)
    // What the first sealed is read by the same person, and by nobody else who came back in their place.
    const proved = await deskWith(scene, again.cookie)
    expect((await proved.get(search)).body).toContain('value="Ashdown"')
    const other = await signInBy(scene, '/staff/step-up/sign-in', freshAccount(), proved.cookie)
    expect((await (await deskWith(scene, other.cookie)).get(search)).body).not.toContain('value="Ashdown"')
  })
})

describe('what can do great harm', () => {
  const needs = async (desk: Desk): Promise<string> => (await desk.get('/staff/passkeys/new')).headers.location ?? 'open'

  it('is open for five minutes to who has just signed in anew, in that session alone', async () => {
    const who = freshAccount()
    const [proved, other] = [await openDesk(scene, who, { steppedUp: true }), await openDesk(scene, who)]
    expect(await needs(proved)).toBe('open')
    expect(await needs(other)).toBe('/staff/step-up?back=%2Fstaff%2Fpasskeys%2Fnew')
    scene.clock.advance(299)
    expect(await needs(proved)).toBe('open')
    scene.clock.advance(1)
    expect(await needs(proved)).toContain('/staff/step-up')
  })

  it.each([
    ['an older sign-in', () => String(scene.clock.now() - 60)],
    ['a sign-in of an unknown time', () => 'none'],
  ])('is not opened by %s', async (_, authTime) => {
    const who = freshAccount()
    const desk = await openDesk(scene, who)
    const { back } = await signInBy(scene, '/staff/step-up/sign-in', `${who}&auth_time=${authTime()}`, desk.cookie)
    expect(back.statusCode).toBe(403)
    expect(back.body).toContain('You weren’t asked anew who you are')
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/staff\\..\\evil', '/staffing', 'javascript:alert(1)', '/staff/%0d%0a x'])('leads back to nowhere but the console: %s', async (back) => {
    const who = freshAccount()
    const desk = await openDesk(scene, who)
    const again = await signInBy(scene, `/staff/step-up/sign-in?${new URLSearchParams({ back }).toString()}`, who, desk.cookie)
    expect(again.back.headers.location).toBe('/staff')
  })
})

describe('a passkey', () => {
  /** Somebody with a passkey, in a session that hasn't proved anything yet. */
  async function withPasskey(roles?: string) {
    const who = freshAccount(roles)
    const device = new SoftAuthenticator(issuerUrl)
    const proved = await openDesk(scene, who, { steppedUp: true })
    const asked = optionsIn((await proved.get('/staff/passkeys/new')).body)
    const added = await proved.post('/staff/passkeys', { answer: JSON.stringify(device.register(asked)) })
    expect(added.headers.location, added.body).toBe('/staff/sessions')
    let desk: Pick<Desk, 'get' | 'post' | 'cookie'> = await openDesk(scene, who)
    const ask = async () => optionsIn((await desk.get('/staff/step-up')).body)
    // A browser takes the cookie that it is given.
    const prove = async (answer: object) => {
      const judged = await desk.post('/staff/step-up', { back: '/staff/passkeys/new', answer: JSON.stringify(answer) })
      if (judged.headers['set-cookie'] !== undefined) desk = await deskWith(scene, cookieOf(judged.headers['set-cookie']))
      return judged
    }
    return { who, device, ask, prove, desk: () => desk }
  }

  it('is added after a new sign-in, and proves in another session that its owner is there', async () => {
    const { device, desk, ask, prove } = await withPasskey('authority-admin')
    expect((await desk().post('/staff/colleagues/end')).headers.location).toContain('/staff/step-up')
    const answer = device.sign(await ask())
    expect((await prove(answer)).headers.location).toBe('/staff/passkeys/new')
    expect((await desk().post('/staff/colleagues/end')).headers.location).toBe('/staff/colleagues?done=ended')
    expect(await audited('session.stepped_up')).toContain('passkey')
    const id = /passkeys\/([^/"]+)\/remove/.exec((await desk().get('/staff/sessions')).body)?.[1] ?? ''
    expect((await desk().post(`/staff/passkeys/${id}/remove`)).headers.location).toBe('/staff/sessions')
    expect((await desk().get('/staff/step-up')).body).toContain('You have no passkey yet')
  })

  it('ADM-03 proves nothing for a copy of the cookie: the session goes on under a new one, as old as it was, and still reads what it sealed', async () => {
    const { device, desk, ask, prove } = await withPasskey()
    const copy = desk()
    const search = String((await copy.post('/staff/people', { words: 'Ashdown' })).headers.location)
    const [before] = await scene.rows<{ id: string; began_at: number }>('SELECT id, began_at FROM staff_sessions ORDER BY rowid DESC LIMIT 1')
    scene.clock.advance(60)
    const answer = device.sign(await ask())
    await prove(answer)
    expect(desk().cookie).not.toBe(copy.cookie)
    expect((await copy.get('/staff/passkeys/new')).statusCode).toBe(401)
    expect((await desk().get('/staff/passkeys/new')).statusCode).toBe(200)
    expect(await scene.rows('SELECT id, began_at FROM staff_sessions WHERE id = ?', before?.id ?? '')).toEqual([before])
    expect((await desk().get(search)).body).toContain('value="Ashdown"')
    // And once more: what the first secret sealed is read under the third.
    scene.clock.advance(300)
    await prove(device.sign(await ask()))
    expect((await desk().get(search)).body).toContain('value="Ashdown"')
  })

  it.each<[string, string, (scene: { readonly device: SoftAuthenticator; readonly ask: () => Promise<{ readonly challenge: string }>; readonly prove: (answer: object) => Promise<unknown> }) => Promise<object>]>([
    ['for another address', 'wrong_origin', async ({ device, ask }) => device.sign(await ask(), { origin: 'https://evil.example' })],
    ['to a challenge that nobody gave', 'old_challenge', async ({ device, ask }) => device.sign(await ask(), { challenge: 'A'.repeat(43) })],
    ['to a challenge of another session', 'old_challenge', async ({ device }) => device.sign(await (await withPasskey()).ask())],
    ['to a challenge that a newer one replaced', 'old_challenge', async ({ device, ask }) => {
      const old = await ask()
      await ask()
      return device.sign(old)
    }],
    ['sent twice', 'old_challenge', async ({ device, ask, prove }) => {
      const answer = device.sign(await ask(), { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })
      await prove(answer)
      return answer
    }],
    ['after five minutes', 'old_challenge', async ({ device, ask }) => {
      const asked = await ask()
      scene.clock.advance(300)
      return device.sign(asked)
    }],
    ['whose counter went back, as of a copy', 'counter', async ({ device, ask }) => device.sign(await ask(), { counter: 1 })],
    ['of a key that nobody added', 'unknown_passkey', async ({ device, ask }) => device.sign(await ask(), { id: 'AAAA' })],
    ['signed by another key', 'signature', async ({ device, ask }) => device.sign(await ask(), { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey })],
    ['that is none', 'malformed', async () => ({ id: 7 })],
    ['that holds too little', 'malformed', async ({ ask }) => ({ id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON: Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge: (await ask()).challenge, origin: issuerUrl })).toString('base64url') } })],
  ])('ADM-09 has no answer taken %s, and each is audited', async (_, reason, answerOf) => {
    const own = await withPasskey()
    // Its counter stands at 2.
    await own.prove(own.device.sign(await own.ask(), { counter: 2 }))
    scene.clock.advance(300)
    const answer = await answerOf(own)
    const refused = await own.prove(answer)
    expect(refused.statusCode).toBe(403)
    expect(refused.body).toContain('That wasn’t taken as a proof')
    expect((await audited('session.step_up_refused')).at(-1)).toBe(reason)
    expect((await own.desk().get('/staff/passkeys/new')).statusCode).toBe(303)
  })

  it('ADM-07 is guessed five times in a quarter of an hour and no more, from whichever browser', async () => {
    const { who, desk, device, ask, prove } = await withPasskey()
    for (let tries = 0; tries < 5; tries += 1) expect((await prove(device.sign(await ask(), { id: 'AAAA' }))).statusCode).toBe(403)
    expect((await prove(device.sign(await ask()))).statusCode).toBe(429)
    const elsewhere = await openDesk(scene, who)
    const asked = optionsIn((await elsewhere.get('/staff/step-up')).body)
    expect((await elsewhere.post('/staff/step-up', { answer: JSON.stringify(device.sign(asked)) })).statusCode).toBe(429)
    expect((await desk().get('/staff/sessions')).statusCode).toBe(200)
  })

  it('is added by nobody who has not proved anew to be there, and once', async () => {
    const thief = await openDesk(scene, freshAccount())
    const device = new SoftAuthenticator(issuerUrl)
    const answer = await thief.post('/staff/passkeys', { answer: JSON.stringify(device.register({ challenge: 'A'.repeat(43) })) })
    expect(answer.headers.location).toContain('/staff/step-up')
    const two = await Promise.all([freshAccount(), freshAccount()].map((who) => openDesk(scene, who, { steppedUp: true })))
    const statuses: number[] = []
    for (const desk of two) statuses.push((await desk.post('/staff/passkeys', { answer: JSON.stringify(device.register(optionsIn((await desk.get('/staff/passkeys/new')).body))) })).statusCode)
    expect(statuses).toEqual([303, 409])
  })
})

describe('signing in', () => {
  it.each([
    ['without having set out', '', 401],
    ['by a session that somebody planted', 'cf_staff=' + 'A'.repeat(43), 401],
  ])('%s is nobody\'s', async (_, cookie, status) => {
    const back = await scene.inject({ method: 'GET', url: '/staff/signed-in?code=aldermoor&state=state', headers: { cookie } })
    expect([back.statusCode, back.headers['set-cookie']]).toEqual([status, undefined])
  })

  it('ADM-07 rests an address whose returns were turned away twenty times in a minute, and one that sets out all the time', async () => {
    const guarded = await openScene({ settings: { httpLimits: { ...noLimits, missesPerMinute: 20 } } })
    const from = (url: string, remoteAddress: string) => guarded.inject({ method: 'GET', url, remoteAddress })
    const wrong = '/staff/signed-in?code=aldermoor&state=forged'
    const statuses: number[] = []
    for (let tries = 0; tries < 21; tries += 1) statuses.push((await from(wrong, '192.0.2.1')).statusCode)
    expect([new Set(statuses.slice(0, 20)), statuses[20]]).toEqual([new Set([401]), 429])
    expect((await from(wrong, '192.0.2.2')).statusCode).toBe(401)
    const starts: number[] = []
    for (let tries = 0; tries < 121; tries += 1) starts.push((await from('/staff/sign-in', '192.0.2.3')).statusCode)
    expect([new Set(starts.slice(0, 120)), starts[120]]).toEqual([new Set([303]), 429])
    await guarded.close()
    guarded.erase()
  })

  it('never makes a session of the one that set out', async () => {
    const { before, cookie } = await signInBy(scene, '/staff/sign-in', freshAccount())
    expect(cookieOf(cookie)).not.toBe(before)
    for (const stale of [before]) expect((await scene.inject({ method: 'GET', url: '/staff/prints', headers: { cookie: stale } })).statusCode).toBe(401)
  })
})
