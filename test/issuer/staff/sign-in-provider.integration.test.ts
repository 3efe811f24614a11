import { staffSignInOidc } from '@counterfoil/issuer/adapters/staff-sign-in-oidc'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { logoutEvent, staffClient, staffProvider, type StaffAccount, type StaffProvider } from '../../support/staff-provider.ts'
import { issuerUrl, openScene, start, type Scene } from '../issuer-scene.ts'
import { cookieOf, deskWith, sameOrigin, type Desk } from '../staff-desk.ts'

const clock = fixedClock(start)
let provider: StaffProvider
let scene: Scene
let stranger: CryptoKey
beforeAll(async () => {
  provider = await staffProvider()
  stranger = (await generateKeyPair('ES256')).privateKey
  const logger = Object.assign(createLogger('issuer'), { level: 'silent' })
  scene = await openScene({ clock, signIn: staffSignInOidc({ issuerUrl: provider.state.url, ...staffClient, redirectUri: `${issuerUrl}/staff/signed-in`, groups: null, clock, logger }) })
})
beforeEach(() => Object.assign(provider.state, { anew: 'stands_by', refreshTokens: true, asked: [] }))
afterAll(async () => {
  await scene.close()
  scene.erase()
  await provider.close()
})

let accounts = 0
const account = (more: Partial<StaffAccount> = {}): StaffAccount => ({ sub: `account-${(accounts += 1)}`, sid: `sign-in-${accounts}`, roles: ['caseworker'], ...more })

async function deskOf(who: StaffAccount): Promise<Pick<Desk, 'get' | 'post' | 'cookie'>> {
  const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in' })
  const { searchParams } = new URL(String(begun.headers.location))
  const code = provider.codeFor(who, searchParams.get('nonce') ?? '')
  const back = await scene.inject({ method: 'GET', url: `/staff/signed-in?${new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString()}`, headers: { cookie: cookieOf(begun.headers['set-cookie']) } })
  return deskWith(scene, cookieOf(back.headers['set-cookie']))
}

const isOpen = async (desk: Pick<Desk, 'get'>): Promise<boolean> => (await desk.get('/staff/prints')).statusCode === 200
const reasons = async (): Promise<readonly string[]> => (await scene.rows<{ reason: string }>("SELECT reason FROM audit_entries WHERE event = 'session.ended' AND actor = 'sign-in' ORDER BY sequence")).map(({ reason }) => reason)

interface Token {
  /** What differs from a good one; undefined takes a member away. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: CryptoKey | Uint8Array
}

let tokens = 0
function goodClaims({ sub, sid }: StaffAccount): JWTPayload {
  return { iss: provider.state.url, aud: staffClient.clientId, iat: clock.now(), exp: clock.now() + 120, jti: `logout-${(tokens += 1)}`, sub, sid, events: { [logoutEvent]: {} } }
}
const logoutToken = (who: StaffAccount, { claims = {}, header = {}, key = provider.key }: Token = {}): Promise<string> =>
  new SignJWT(JSON.parse(JSON.stringify({ ...goodClaims(who), ...claims })) as JWTPayload).setProtectedHeader({ alg: 'ES256', kid: 'the-provider', typ: 'logout+jwt', ...header }).sign(key)
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const tell = (payload: string, type = 'application/x-www-form-urlencoded') => scene.inject({ method: 'POST', url: '/staff/back-channel-logout', payload, headers: { 'content-type': type } })
const tellOf = (token: string) => tell(new URLSearchParams({ logout_token: token }).toString())

describe('ADM-05 whom the provider no longer stands by', () => {
  it('has no session at the request after they signed out there, by that sign-in or by the account', async () => {
    const who = account()
    const [here, there, other] = [await deskOf(who), await deskOf({ ...who, sid: 'another-sign-in' }), await deskOf(account())]
    const told = await tellOf(await logoutToken(who))
    expect([told.statusCode, told.headers['cache-control'], told.body]).toEqual([200, 'no-store', ''])
    expect([await isOpen(here), await isOpen(there), await isOpen(other)]).toEqual([false, true, true])
    expect((await here.post('/staff/people', { words: 'Ashdown' })).statusCode).toBe(401)
    const again = await deskOf(who)
    expect((await tellOf(await logoutToken(who, { claims: { sid: undefined } }))).statusCode).toBe(200)
    expect([await isOpen(again), await isOpen(there), await isOpen(other)]).toEqual([false, false, true])
    const last = await deskOf(who)
    expect((await tellOf(await logoutToken(who, { claims: { sub: undefined } }))).statusCode).toBe(200)
    expect([await isOpen(last), (await reasons()).slice(-3)]).toEqual([false, ['provider_logout', 'provider_logout', 'provider_logout']])
  })

  it('keeps the session when the news are of another account in the same breath, or of nobody here', async () => {
    const who = account()
    const desk = await deskOf(who)
    for (const claims of [{ sub: 'somebody-else' }, { sid: 'of-somebody-else' }, { sub: 'nobody', sid: undefined }]) expect((await tellOf(await logoutToken(who, { claims }))).statusCode).toBe(200)
    expect(await isOpen(desk)).toBe(true)
  })

  it.each<[string, StaffProvider['state']['anew'], string]>([
    ['another role', { roles: ['auditor'] }, 'roles_changed'],
    ['one role more', { roles: ['caseworker', 'approver'] }, 'roles_changed'],
    ['no role', { roles: [] }, 'roles_changed'],
    ['another authority', { authority: 'brackenfield' }, 'roles_changed'],
    ['a closed account', 'closed', 'account_closed'],
    ['somebody else\'s account', 'another', 'account_closed'],
  ])('has no session from the first request after the provider is asked anew and tells of %s', async (_, anew, reason) => {
    const desk = await deskOf(account())
    provider.state.anew = anew
    clock.advance(299)
    expect([await isOpen(desk), provider.state.asked]).toEqual([true, []])
    clock.advance(1)
    expect([(await desk.get('/staff/people')).statusCode, (await reasons()).at(-1)]).toEqual([401, reason])
    // And the old cookie opens nothing when they have their role again.
    provider.state.anew = 'stands_by'
    expect(await isOpen(desk)).toBe(false)
  })

  it.each<StaffProvider['state']['anew']>(['stands_by', 'silent'])('works on who is as before, and asks every few minutes by the newest token: %s', async (anew) => {
    const desk = await deskOf(account())
    provider.state.anew = anew
    for (const times of [1, 2, 3]) {
      clock.advance(300)
      expect((await Promise.all([isOpen(desk), isOpen(desk), isOpen(desk)])).every(Boolean)).toBe(true)
      expect(provider.state.asked.length).toBe(times)
    }
    expect(new Set(provider.state.asked).size).toBe(3)
  })

  it.each<StaffProvider['state']['anew']>(['away', 'confused'])('works on for an hour while the provider is %s, is then told to wait, and goes on when it is back', async (anew) => {
    const who = account()
    const desk = await deskOf(who)
    provider.state.anew = anew
    for (let minutes = 10; minutes < 60; minutes += 10) {
      clock.advance(600)
      expect(await isOpen(desk)).toBe(true)
    }
    clock.advance(600)
    expect((await desk.get('/staff/prints')).statusCode).toBe(503)
    provider.state.anew = 'stands_by'
    clock.advance(15)
    expect(await isOpen(desk)).toBe(true)
  })

  it('works on by the token that came with half an answer', async () => {
    const desk = await deskOf(account())
    for (const anew of ['half_silent', 'half_silent', 'silent', 'stands_by'] as const) {
      provider.state.anew = anew
      clock.advance(300)
      expect(await isOpen(desk)).toBe(true)
    }
    expect(new Set(provider.state.asked).size).toBe(4)
  })

  it('signs in anew when an answer was lost, and nobody says that the account was closed', async () => {
    const desk = await deskOf(account())
    provider.state.anew = 'lost'
    clock.advance(300)
    expect(await isOpen(desk)).toBe(true)
    provider.state.anew = 'stands_by'
    clock.advance(300)
    expect([await isOpen(desk), (await reasons()).at(-1)]).toEqual([false, 'not_confirmed'])
  })

  it('is asked to sign in anew every hour by a provider that gives nothing to ask by', async () => {
    provider.state.refreshTokens = false
    const desk = await deskOf(account())
    for (let minutes = 0; minutes < 50; minutes += 10) {
      clock.advance(600)
      expect(await isOpen(desk)).toBe(true)
    }
    clock.advance(600)
    expect([await isOpen(desk), (await reasons()).at(-1), provider.state.asked]).toEqual([false, 'not_confirmed', []])
  })

  it('is in the table by nothing that names them, and nothing by which the provider could be asked', async () => {
    const who = account({ sub: 'marked-account', sid: 'marked-sign-in' })
    await deskOf(who)
    await tellOf(await logoutToken(account(), { claims: { jti: 'marked-news' } }))
    const text = JSON.stringify([await scene.rows('SELECT *, hex(sealed) AS hex FROM staff_sessions'), await scene.rows('SELECT * FROM staff_logouts')])
    for (const told of ['marked-', 'refresh-', Buffer.from('refresh-').toString('hex').toUpperCase(), 'Sam Sign']) expect(text).not.toContain(told)
  })
})

describe('ADM-05 the endpoint for logout tokens', () => {
  const changed = (claims: Readonly<Record<string, unknown>>) => (who: StaffAccount) => logoutToken(who, { claims })
  it.each<[string, (who: StaffAccount) => Promise<string> | string]>([
    ['that is no JWT', () => 'a.b.c'],
    ['that is empty', () => ''],
    ['that nobody signed', (who) => `${encode({ alg: 'none', typ: 'logout+jwt' })}.${encode(goodClaims(who))}.`],
    ['signed by the secret that the client and the provider share', (who) => logoutToken(who, { header: { alg: 'HS256', kid: undefined }, key: new TextEncoder().encode(staffClient.clientSecret) })],
    ['signed by another key under the provider\'s name for its own', (who) => logoutToken(who, { key: stranger })],
    ['signed by a key that the provider doesn\'t know', (who) => logoutToken(who, { key: stranger, header: { kid: 'unknown' } })],
    ['that was changed after it was signed', async (who) => (await logoutToken(who)).replace(/\.[^.]+\./, `.${encode({ ...goodClaims(who), sid: 'another' })}.`)],
    ['of a type for something else', (who) => logoutToken(who, { header: { typ: 'at+jwt' } })],
    ['with a critical header that nobody knows', (who) => logoutToken(who, { header: { crit: ['x'], x: 1 } }).catch(() => `${encode({ alg: 'ES256', crit: ['x'], x: 1 })}.${encode(goodClaims(who))}.AA`)],
    ['of another provider', changed({ iss: 'https://sign-in.example' })],
    ['of no provider', changed({ iss: undefined })],
    ['for another client', changed({ aud: 'another' })],
    ['for no client', changed({ aud: undefined })],
    ['for another client as well', changed({ aud: [staffClient.clientId, 'another'] })],
    ['without a time', changed({ iat: undefined })],
    ['of a time that isn\'t there yet', changed({ iat: start + 10_000_000 })],
    ['without an end', changed({ exp: undefined })],
    ['that has expired', changed({ exp: start - 60 })],
    ['that is good for a day', changed({ exp: start + 10_000_000 })],
    ['whose end is a text', changed({ exp: 'soon' })],
    ['without a name of its own', changed({ jti: undefined })],
    ['with an empty name', changed({ jti: '' })],
    ['with a name of ten thousand characters', changed({ jti: 'x'.repeat(10_000) })],
    ['without events', changed({ events: undefined })],
    ['of another event', changed({ events: { 'http://schemas.openid.net/event/other': {} } })],
    ['whose events are a list', changed({ events: [logoutEvent] })],
    ['whose event is a text', changed({ events: { [logoutEvent]: 'yes' } })],
    ['whose event is inherited', changed({ events: { ['__proto__']: { [logoutEvent]: {} } } })],
    ['with a nonce, as an ID token has', changed({ nonce: 'nonce' })],
    ['of neither an account nor a sign-in', changed({ sub: undefined, sid: undefined })],
    ['whose sign-in is a number', changed({ sid: 7 })],
    ['whose account is an object', changed({ sub: { $ne: '' } })],
  ])('refuses one %s, and ends nothing', async (_, tokenFor) => {
    const who = account()
    const desk = await deskOf(who)
    const told = await tellOf(await tokenFor(who))
    expect([told.statusCode, told.json<{ error: string }>().error, told.headers['cache-control']], told.body).toEqual([400, 'invalid_request', 'no-store'])
    expect(await isOpen(desk)).toBe(true)
    expect((await tellOf(await logoutToken(who))).statusCode).toBe(200)
    expect(await isOpen(desk)).toBe(false)
  })

  it.each<[string, (token: string) => ReturnType<typeof tell>, number]>([
    ['no token', () => tell(''), 400],
    ['the token twice', (token) => tell(`logout_token=${token}&logout_token=${token}`), 400],
    ['a JSON body', (token) => tell(JSON.stringify({ logout_token: token }), 'application/json'), 415],
    ['a megabyte', () => tell(`logout_token=${'x'.repeat(1_100_000)}`), 413],
    ['a GET', (token) => scene.inject({ method: 'GET', url: `/staff/back-channel-logout?logout_token=${token}` }), 405],
    ['the token of an address', (token) => scene.inject({ method: 'POST', url: `/staff/back-channel-logout?logout_token=${token}`, payload: '', headers: { 'content-type': 'application/x-www-form-urlencoded', ...sameOrigin } }), 400],
  ])('refuses %s, and ends nothing', async (_, ask, status) => {
    const who = account()
    const desk = await deskOf(who)
    expect((await ask(await logoutToken(who))).statusCode).toBe(status)
    expect(await isOpen(desk)).toBe(true)
  })

  it('takes each once: a token that somebody kept ends nothing later, not even sent ten times at once', async () => {
    const who = account()
    await deskOf(who)
    const token = await logoutToken(who, { claims: { sid: undefined } })
    expect((await Promise.all(Array.from({ length: 10 }, () => tellOf(token)))).map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)).toEqual([200, ...Array.from({ length: 9 }, () => 400)])
    const later = await deskOf(who)
    expect((await tellOf(token)).statusCode).toBe(400)
    expect(await isOpen(later)).toBe(true)
  })

  it('takes those of a provider that names no type, or a client that is alone in a list', async () => {
    for (const token of [{ header: { typ: undefined } }, { header: { typ: 'JWT' } }, { claims: { aud: [staffClient.clientId] } }]) {
      const who = account()
      const desk = await deskOf(who)
      expect((await tellOf(await logoutToken(who, token))).statusCode).toBe(200)
      expect(await isOpen(desk)).toBe(false)
    }
  })
})
