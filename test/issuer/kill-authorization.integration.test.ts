import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { athOf, dpopProof, walletKey } from '../support/outside-wallet.ts'
import { signInAndDecide } from '../support/sign-in-provider.ts'
import { pkce, type Tokens } from './authorizing-scene.ts'
import { makeKeyPair, makeProof } from './issuer-scene.ts'
import { openKillScene, type KillScene } from './kill-scene.ts'
import { openSigningInNetwork, type SigningInNetwork } from './signing-in-network.ts'
import { entryOf } from './served-list.ts'

let network: SigningInNetwork
let scene: KillScene

const clientId = 'https://wallet.example'
const redirectUri = 'https://wallet.example/callback'
const identifier = (): string => `${network.config.issuerUrl}/aldermoor`

beforeAll(async () => {
  network = await openSigningInNetwork()
  scene = openKillScene({ ...network, searched: ['issuer.sqlite', 'issuer.sqlite-wal', 'ledger', 'sign-in'].map((name) => join(network.folder, name)) })
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await scene.kill()
})
afterAll(async () => {
  await scene.end()
  await network.close()
})

const issued = async (): Promise<number> => (await scene.rows('SELECT id FROM counterfoils')).length

const post = (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(`${identifier()}/${path}`, { method: 'POST', body: new URLSearchParams(fields), headers })

/** A wallet that begins anew: its key, its verifier, and where it sends the citizen. */
async function begin(scope = 'residency') {
  const { verifier, challenge } = pkce()
  const pushed = await post('par', { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, code_challenge: challenge, code_challenge_method: 'S256' })
  const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string }
  return { key: walletKey(), verifier, url: `${identifier()}/authorize?${new URLSearchParams({ client_id: clientId, request_uri: requestUri }).toString()}` }
}

type Begun = Awaited<ReturnType<typeof begin>>

async function ask(key: Begun['key'], path: string, make: (headers: Readonly<Record<string, string>>) => Promise<Response>, accessToken?: string): Promise<Response> {
  const nonce = (await fetch(`${identifier()}/nonce`, { method: 'POST' })).headers.get('dpop-nonce') ?? ''
  return make({ dpop: dpopProof(key, { htm: 'POST', htu: `${identifier()}/${path}`, iat: scene.now(), nonce, ...(accessToken === undefined ? {} : { ath: athOf(accessToken) }) }) })
}

const exchange = ({ key, verifier }: Begun, code: string): Promise<Response> =>
  ask(key, 'token', (headers) => post('token', { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri: redirectUri, code_verifier: verifier }, headers))
const refresh = ({ key }: Begun, token: string): Promise<Response> => ask(key, 'token', (headers) => post('token', { grant_type: 'refresh_token', client_id: clientId, refresh_token: token }, headers))

async function collect({ key }: Begun, accessToken: string, holder = makeKeyPair(), configuration = 'residency-sd-jwt'): Promise<Response> {
  const { c_nonce: nonce } = (await (await fetch(`${identifier()}/nonce`, { method: 'POST' })).json()) as { c_nonce: string }
  const body = JSON.stringify({ credential_configuration_id: configuration, proofs: { jwt: [makeProof(holder, { aud: identifier(), iat: scene.now(), nonce })] } })
  return ask(key, 'credential', (headers) => fetch(`${identifier()}/credential`, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json', authorization: `DPoP ${accessToken}` } }), accessToken)
}

const decided = async (begun: Begun): Promise<string> => (await signInAndDecide(begun.url, 'ada', 'allow')).searchParams.get('code') ?? ''

const collectWaiting = ({ key }: Begun, accessToken: string, transaction: string): Promise<Response> =>
  ask(key, 'deferred', (headers) => fetch(`${identifier()}/deferred`, { method: 'POST', body: JSON.stringify({ transaction_id: transaction }), headers: { ...headers, 'content-type': 'application/json', authorization: `DPoP ${accessToken}` } }), accessToken)

const tokensIn = async (answer: Response): Promise<Tokens> => {
  expect(answer.status).toBe(200)
  return (await answer.json()) as Tokens
}

/** Somebody has signed in and agreed: a code that the issuer gave. */
async function agreed(scope?: string): Promise<{ readonly begun: Begun; readonly code: string }> {
  await scene.alive()
  const begun = await begin(scope)
  return { begun, code: await decided(begun) }
}

/** What died before its answer left may be asked for again: at once, or after its grace where a code had been claimed. */
async function again(step: string, attempt: () => Promise<Response>, isCode = true): Promise<Tokens> {
  await scene.alive()
  if (isCode && step === 'authorization.exchanged') {
    expect((await attempt()).status).toBe(400)
    await scene.pass(10)
  }
  return tokensIn(await attempt())
}

describe('an issuer killed with kill -9 while a citizen signs in', () => {
  it.each(['authorize.begun', 'authorize.signed-in', 'authorize.decided'])('at %s has issued nothing, and the wallet begins anew', async (step) => {
    await scene.alive()
    const before = await issued()
    const begun = await begin()
    await scene.dies(step, () => signInAndDecide(begun.url, 'ada', 'allow'))
    expect(await issued()).toBe(before)
    const next = await agreed()
    const tokens = await tokensIn(await exchange(next.begun, next.code))
    expect((await collect(next.begun, tokens.access_token)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    await scene.look()
  })

  it.each(['authorization.read', 'authorization.exchanged'])('at %s leaves the code to be exchanged, once, for all that it is for', async (step) => {
    const { begun, code } = await agreed('residency library-card')
    const before = await issued()
    await scene.dies(step, () => exchange(begun, code))
    const tokens = await again(step, () => exchange(begun, code))
    for (const configuration of ['residency-sd-jwt', 'library-card-sd-jwt']) expect((await collect(begun, tokens.access_token, makeKeyPair(), configuration)).status).toBe(200)
    expect(await issued()).toBe(before + 2)
    expect((await exchange(begun, code)).status).toBe(400)
    await scene.look()
  })

  it.each(['authorization.read', 'authorization.exchanged'])('at %s leaves the refresh token to be exchanged, once', async (step) => {
    const { begun, code } = await agreed()
    const { refresh_token: token } = await tokensIn(await exchange(begun, code))
    const before = await issued()
    await scene.dies(step, () => refresh(begun, token))
    const next = await again(step, () => refresh(begun, token), false)
    expect((await collect(begun, next.access_token)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    expect((await refresh(begun, token)).status).toBe(400)
    await scene.look()
  })

  it('at authorization.renewed leaves the refresh token to give a token for what waits, which is collected once', async () => {
    const { begun, code } = await agreed('waiting')
    const first = await tokensIn(await exchange(begun, code))
    const before = await issued()
    const asked = await collect(begun, first.access_token, makeKeyPair(), 'waiting-sd-jwt')
    expect(asked.status).toBe(202)
    const { transaction_id: transaction } = (await asked.json()) as { transaction_id: string }
    await scene.dies('authorization.renewed', () => refresh(begun, first.refresh_token))
    const next = await again('authorization.renewed', () => refresh(begun, first.refresh_token), false)
    await scene.pass(10)
    expect((await collectWaiting(begun, next.access_token, transaction)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    await scene.look()
  })

  it.each(['the code', 'the refresh token'])('at answer.sent leaves tokens that are good, and ends them when %s is shown again', async (what) => {
    const { begun, code } = await agreed()
    const before = await issued()
    const token = what === 'the code' ? '' : (await tokensIn(await exchange(begun, code))).refresh_token
    const redeem = (): Promise<Response> => (what === 'the code' ? exchange(begun, code) : refresh(begun, token))
    const tokens = await tokensIn(await scene.diesAfter('answer.sent', redeem))
    await scene.alive()
    expect((await collect(begun, tokens.access_token)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    await scene.pass(10)
    expect((await redeem()).status).toBe(400)
    expect((await refresh(begun, tokens.refresh_token)).status).toBe(400)
    await scene.look()
  })

  it.each(['credential.before-commit', 'credential.committed'])('at %s leaves the credential to be had by the same bound token, once', async (step) => {
    const { begun, code } = await agreed()
    const before = await issued()
    const tokens = await tokensIn(await exchange(begun, code))
    const holder = makeKeyPair()
    await scene.dies(step, () => collect(begun, tokens.access_token, holder))
    await scene.alive()
    expect((await collect(begun, tokens.access_token, holder)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    await scene.look()
  })
})

describe('an issuer killed with kill -9 while a citizen freezes what they have', () => {
  it('at freeze.committed has stopped all of it, though it could not say so: the list says so from the start, and what was begun brings nothing', async () => {
    const { begun, code } = await agreed()
    const tokens = await tokensIn(await exchange(begun, code))
    expect((await collect(begun, tokens.access_token)).status).toBe(200)
    const freeze = (): Promise<URL> => signInAndDecide(`${identifier()}/freeze`, 'ada', 'freeze')
    await scene.dies('freeze.committed', freeze)
    const stopped = await scene.rows<{ id: string; list: number; index: number; status: number }>('SELECT id, status_list AS list, status_index AS "index", status FROM counterfoils')
    expect(new Set(stopped.map(({ status }) => status))).toEqual(new Set([2]))
    await scene.alive()
    for (const { list, index } of stopped) expect(await entryOf(`${identifier()}/status-lists/${list}`, index)).toBe(2)
    expect((await refresh(begun, tokens.refresh_token)).status).toBe(400)
    // Pressed again, for nobody knows whether it was done: there is nothing left to stop, and each is told of once.
    await freeze()
    expect(await scene.rows("SELECT object FROM audit_entries WHERE event = 'credential.suspended' GROUP BY object HAVING count(*) <> 1")).toEqual([])
    expect(await scene.rows("SELECT object FROM audit_entries WHERE event = 'credential.suspended'")).toHaveLength(stopped.length)
    await scene.look()
  })
})
