import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { athOf, dpopProof, walletKey } from '../support/outside-wallet.ts'
import { signInAndDecide } from '../support/sign-in-provider.ts'
import { pkce, type Tokens } from './authorizing-scene.ts'
import { makeKeyPair, makeProof } from './issuer-scene.ts'
import { openKillScene, type KillScene } from './kill-scene.ts'
import { openSigningInNetwork, type SigningInNetwork } from './signing-in-network.ts'

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
