import { signInsStandFor } from '@counterfoil/issuer/domain/outside-access'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { incompleteSubject, openAuthorizingScene, pkce, publicClient, publicWallet, redirectUri, type AuthorizingScene } from './authorizing-scene.ts'
import { issuerUrl, staffOf } from './issuer-scene.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

interface Row {
  readonly id: CounterfoilId
  readonly status: number
}

const cookieOf = (header: unknown): string => [header].flat().map(String).map((one) => one.split(';')[0] ?? '').find((one) => one.startsWith('cf_collect=')) ?? ''
const fromWallet = { client_id: publicClient, redirect_uri: redirectUri, state: 'of the wallet' }

const come = async (asked: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await scene.inject({ method: 'GET', url: `/aldermoor/freeze?${new URLSearchParams(asked).toString()}`, headers })
  return { answer, cookie: cookieOf(answer.headers['set-cookie']) }
}
const look = (cookie: string, language = 'en') => scene.inject({ method: 'GET', url: `/collect/freeze?language=${language}`, headers: { cookie } })
const signedIn = async (who?: string | null, asked: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { cookie } = await come(asked)
  return (await scene.signIn(cookie, who)).cookie
}
const press = async (cookie: string, decision = 'freeze', more: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' }, token?: string) => {
  const csrf = token ?? /name="csrf" value="([^"]+)"/.exec((await look(cookie)).body)?.[1] ?? ''
  const { payload, headers } = scene.form({ csrf, decision })
  return scene.inject({ method: 'POST', url: '/collect/freeze', payload, headers: { ...headers, cookie, ...more } })
}

/** Somebody who collected by signing in, and what of theirs stands where. */
async function holder() {
  const wallet = publicWallet()
  const tokens = await scene.tokensOf(wallet)
  expect((await scene.collect(wallet, tokens.access_token)).statusCode).toBe(200)
  return { wallet, tokens, credential: (await newest()).id }
}
async function newest(): Promise<Row> {
  const [row] = await scene.rows<Row>('SELECT id, status FROM counterfoils ORDER BY rowid DESC LIMIT 1')
  return row ?? expect.fail('nothing was issued')
}
const statusOf = async (id: string): Promise<number> => (await scene.rows<Row>('SELECT id, status FROM counterfoils WHERE id = ?', id))[0]?.status ?? -1
const auditOf = (id: string) => scene.rows<{ event: string; actor: string; reason: string | null }>("SELECT event, actor, reason FROM audit_entries WHERE object = ? AND event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked') ORDER BY sequence", id)

describe('a citizen whose device is gone', () => {
  it('signs in, sees what is in use, and freezes all of it by one press; each is told to the audit once', async () => {
    const [one, other] = [await holder(), await holder()]
    const cookie = await signedIn()
    const page = await look(cookie)
    expect(page.body).toContain('Freeze your credentials?')
    expect(page.body).not.toMatch(/Ceridwen|1961/)
    const answer = await press(cookie)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/collect/freeze'])
    expect((await look(cookieOf(answer.headers['set-cookie']))).body).toContain('Your credentials are frozen')
    for (const { credential } of [one, other]) {
      expect(await statusOf(credential)).toBe(2)
      expect(await auditOf(credential)).toEqual([{ event: 'credential.suspended', actor: 'citizen', reason: 'lost_device' }])
    }
  })

  it('ends what the device could still collect with', async () => {
    const { wallet, tokens } = await holder()
    const { access_token: fresh } = await scene.tokensOf(wallet)
    await press(await signedIn())
    expect((await scene.refresh(wallet, tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    expect((await scene.collect(wallet, fresh)).statusCode).toBe(401)
  })

  it('collects anew, and what was frozen is revoked by that, so that nothing is valid twice', async () => {
    const { credential } = await holder()
    await press(await signedIn())
    const { credential: anew } = await holder()
    expect([await statusOf(credential), await statusOf(anew)]).toEqual([1, 0])
    expect(await auditOf(credential)).toEqual([
      { event: 'credential.suspended', actor: 'citizen', reason: 'lost_device' },
      { event: 'credential.revoked', actor: 'issuer', reason: 'collected_again' },
    ])
    const { credential: third } = await holder()
    expect([await statusOf(anew), await statusOf(third)]).toEqual([0, 0])
    expect(await scene.rows('SELECT * FROM frozen_counterfoils')).toEqual([])
  })

  it('can’t undo it; staff reinstate what was found again, and a new one then ends nothing', async () => {
    const { credential } = await holder()
    await press(await signedIn())
    expect((await look(await signedIn())).body).toContain('Nothing to freeze')
    await scene.issuer.changeStatus(scene.authority('aldermoor'), credential, 'reinstate', { staff: staffOf('aldermoor'), reason: 'found_again' })
    await holder()
    expect(await statusOf(credential)).toBe(0)
  })

  it('leaves what staff revoked, and what is of somebody else', async () => {
    const { credential } = await holder()
    await scene.issuer.changeStatus(scene.authority('aldermoor'), credential, 'revoke', { staff: staffOf('aldermoor'), reason: 'at_request' })
    const before = await scene.rows<Row>('SELECT id, status FROM counterfoils ORDER BY id')
    await press(await signedIn(incompleteSubject))
    expect(await scene.rows<Row>('SELECT id, status FROM counterfoils ORDER BY id')).toEqual(before)
    await press(await signedIn())
    expect(await statusOf(credential)).toBe(1)
  })

  it('twice at once freezes once', async () => {
    const { credential } = await holder()
    const cookies = [await signedIn(), await signedIn()]
    await Promise.all(cookies.map((cookie) => press(cookie)))
    expect(await auditOf(credential)).toHaveLength(1)
  })

  it('freezes here, too, where citizens sign in at an authorization server of the council’s own to collect', async () => {
    const other = await openAuthorizingScene({ settings: { outsideServers: { servers: { open: 'https://login.council.example' }, recordClaim: 'sub', recordColumn: 'sign_in_subject', privateHosts: [] } } })
    const begun = await other.inject({ method: 'GET', url: '/aldermoor/freeze' })
    const { cookie } = await other.signIn(cookieOf(begun.headers['set-cookie']))
    const seen = async (url: string): Promise<number> => (await other.inject({ method: 'GET', url, headers: { cookie } })).statusCode
    expect([await seen('/collect/freeze'), await seen('/collect/choose'), await seen('/aldermoor/authorize?client_id=x&request_uri=y')]).toEqual([200, 400, 404])
    await other.close()
    other.erase()
  })

  it('is told in Welsh, too, and when the council has no record of them', async () => {
    await holder()
    expect((await look(await signedIn(), 'cy')).body).toContain('Rhewi eich tystysgrifau digidol?')
    expect((await look(await signedIn('nobody'))).body).toContain('We couldn’t find a record for you')
  })
})

describe('what was begun on the device before the freeze', () => {
  /** A browser that came to collect, before the sign-in. */
  const begun = async (): Promise<string> => (await scene.come(publicWallet(), await requestUri())).cookie
  const issued = async (): Promise<number> => (await scene.rows('SELECT id FROM counterfoils')).length

  it('brings nothing by a page that was open: it tells to sign in again, and the wallet hears that it gets nothing', async () => {
    const { credential } = await holder()
    const { cookie } = await scene.signIn(await begun())
    const { body: open } = await scene.look(cookie)
    await press(await signedIn())
    const pressed = await scene.decide(cookie, 'allow', open)
    expect([pressed.statusCode, pressed.headers.location]).toEqual([303, '/collect/choose'])
    const { body } = await scene.look(cookie)
    expect(body).toContain('Sign in again')
    expect(body).not.toMatch(/Ceridwen|id="allow"/)
    expect((await scene.inject({ method: 'GET', url: '/collect/choose?language=cy', headers: { cookie } })).body).toContain('Mewngofnodwch eto')
    const back = new URL(String((await scene.decide(cookie, 'cancel', body)).headers.location))
    expect([back.searchParams.get('error'), back.searchParams.get('code')]).toEqual(['access_denied', null])
    expect(await statusOf(credential)).toBe(2)
  })

  it('brings nothing by a code that was under way', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    await press(await signedIn())
    const answer = await scene.exchange(wallet, given)
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: 'invalid_grant' }])
  })

  it('brings nothing by a sign-in that was half done', async () => {
    const before = await begun()
    await press(await signedIn())
    expect((await scene.look((await scene.signIn(before)).cookie)).body).toContain('Sign in again')
    expect((await scene.look((await scene.signIn(await begun())).cookie)).body).toContain('id="allow"')
  })

  it('brings nothing by a code that is exchanged in the same moment', async () => {
    const wallet = publicWallet()
    const [given, cookie, before] = [await scene.authorized(wallet), await signedIn(), await issued()]
    const [answer] = await Promise.all([scene.exchange(wallet, given), press(cookie)])
    const { access_token: token = 'none' } = answer.json<{ access_token?: string }>()
    expect((await scene.collect(wallet, token)).statusCode).toBe(401)
    expect(await issued()).toBe(before)
  })

  it('is stopped where nothing is in use yet, too', async () => {
    await press(await signedIn())
    const wallet = publicWallet()
    const [given, cookie] = [await scene.authorized(wallet), await signedIn()]
    expect((await look(cookie)).body).toContain('Stop what was begun')
    await press(cookie)
    expect((await scene.exchange(wallet, given)).json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('is stopped for nobody else, and is forgotten when it could have brought nothing any more', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    await press(await signedIn(incompleteSubject))
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
    await scene.rows('UPDATE sign_in_ends SET at = ?', scene.clock.now() - signInsStandFor)
    await scene.issuer.sweep()
    expect(await scene.rows('SELECT * FROM sign_in_ends')).not.toEqual([])
    await scene.rows('UPDATE sign_in_ends SET at = at - 1')
    await scene.issuer.sweep()
    expect(await scene.rows('SELECT * FROM sign_in_ends')).toEqual([])
    const { cookie, exchanged } = { cookie: await signedIn(), exchanged: await scene.authorized(wallet) }
    await press(cookie)
    expect((await scene.exchange(wallet, exchanged)).json()).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('a wallet that sends a citizen to freeze', () => {
  it('hears how many were stopped, by its registered address and in the council’s name', async () => {
    await holder()
    const cookie = await signedIn(undefined, fromWallet)
    expect((await look(cookie)).headers['content-security-policy']).toContain("form-action 'self' https://wallet.example;")
    const location = new URL(String((await press(cookie)).headers.location))
    expect(location.href.startsWith(redirectUri)).toBe(true)
    expect(Number(location.searchParams.get('frozen'))).toBeGreaterThan(0)
    expect([location.searchParams.get('state'), location.searchParams.get('iss')]).toEqual([fromWallet.state, `${issuerUrl}/aldermoor`])
  })

  it('hears that the citizen turned back, at the sign-in or here, and nothing was stopped', async () => {
    const { credential } = await holder()
    const { cookie } = await come(fromWallet)
    const turned = await scene.signIn(cookie, null)
    const cancelled = await press(await signedIn(undefined, fromWallet), 'cancel')
    for (const { headers } of [turned.answer, cancelled]) expect(new URL(String(headers.location)).searchParams.get('error')).toBe('access_denied')
    expect(await statusOf(credential)).toBe(0)
  })

  it.each([
    ['that isn’t registered', { ...fromWallet, client_id: 'https://evil.example' }],
    ['with an address that isn’t its own', { ...fromWallet, redirect_uri: 'https://evil.example/cb' }],
    ['without an address', { client_id: publicClient, state: 'x' }],
    ['without a state', { client_id: publicClient, redirect_uri: redirectUri }],
  ])('%s is refused before anybody signs in', async (_, asked) => {
    const { answer, cookie } = await come(asked)
    expect([answer.statusCode, cookie]).toEqual([400, ''])
  })
})

describe('a press that no citizen made', () => {
  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another origin', { origin: 'https://evil.example' }],
    ['that doesn’t say from where', {}],
  ])('%s is refused', async (_, headers) => {
    const { credential } = await holder()
    expect((await press(await signedIn(), 'freeze', headers)).statusCode).toBe(403)
    expect(await statusOf(credential)).toBe(0)
  })

  it('with another session’s token, or before the sign-in, or twice with one cookie is refused', async () => {
    const { credential } = await holder()
    const cookie = await signedIn()
    expect((await press(cookie, 'freeze', { 'sec-fetch-site': 'same-origin' }, 'x')).statusCode).toBe(403)
    const { cookie: unsigned } = await come()
    expect((await look(unsigned)).statusCode).toBe(400)
    const page = (await look(cookie)).body
    const token = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    expect(await statusOf(credential)).toBe(0)
    expect((await press(cookie, 'freeze', undefined, token)).statusCode).toBe(303)
    expect((await press(cookie, 'freeze', undefined, token)).statusCode).toBe(400)
  })

  it('by a session that came to collect does nothing, and the other way round', async () => {
    const collecting = await scene.signIn((await scene.come(publicWallet(), await requestUri())).cookie)
    expect((await look(collecting.cookie)).statusCode).toBe(400)
    expect((await scene.look(await signedIn())).statusCode).toBe(400)
  })
})

async function requestUri(): Promise<string> {
  const pushed = await scene.push(publicWallet(), pkce().challenge)
  return pushed.json<{ request_uri: string }>().request_uri
}

