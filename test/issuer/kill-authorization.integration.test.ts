import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { athOf, dpopProof, walletKey } from '../support/outside-wallet.ts'
import { signInAndDecide } from '../support/sign-in-provider.ts'
import { until } from '../support/until.ts'
import { watch, type Watched } from '../support/watched.ts'
import { pkce, type Tokens } from './authorizing-scene.ts'
import { makeKeyPair, makeProof } from './issuer-scene.ts'
import { startKillableIssuer, type KillableIssuer } from './killable-issuer.ts'
import { markers } from './marked-person.ts'
import { realDeployment } from './real-network.ts'
import { openSigningInNetwork, type SigningInNetwork } from './signing-in-network.ts'

let network: SigningInNetwork
let configFile = ''
let running: KillableIssuer | null = null
let watched: Watched

const clientId = 'https://wallet.example'
const redirectUri = 'https://wallet.example/callback'
const now = (): number => Math.floor(Date.now() / 1000)
const identifier = (): string => `${network.config.issuerUrl}/aldermoor`

const start = async (): Promise<KillableIssuer> => {
  running = await startKillableIssuer(configFile, network.port)
  return running
}

beforeAll(async () => {
  network = await openSigningInNetwork()
  configFile = join(network.folder, 'config.json')
  writeFileSync(configFile, JSON.stringify(network.config))
  watched = watch({
    // The council's own record is the one file that may hold a fact.
    deployment: () => realDeployment(network.folder, network.config, { grace: 60, markers, searched: ['issuer.sqlite', 'issuer.sqlite-wal', 'ledger', 'sign-in'].map((name) => join(network.folder, name)) }),
    unseen: ['INV-05', 'INV-07', 'INV-08', 'INV-20'],
  })
})
afterEach(async () => {
  running?.child.kill('SIGKILL')
  await running?.gone
  running = null
})
afterAll(async () => {
  await watched.end()
  await network.close()
})

const rows = <Row>(sql: string): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(join(network.folder, 'issuer.sqlite'))
    database.all<Row>(sql, [], (error, found) => database.close(() => (error === null ? resolve(found) : reject(error))))
  })
const issued = async (): Promise<number> => (await rows('SELECT id FROM counterfoils')).length

const post = (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(`${identifier()}/${path}`, { method: 'POST', body: new URLSearchParams(fields), headers })

/** A wallet that begins anew: its key, its verifier, and where it sends the citizen. */
async function begin() {
  const { verifier, challenge } = pkce()
  const pushed = await post('par', { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: 'residency', code_challenge: challenge, code_challenge_method: 'S256' })
  const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string }
  return { key: walletKey(), verifier, url: `${identifier()}/authorize?${new URLSearchParams({ client_id: clientId, request_uri: requestUri }).toString()}` }
}

type Begun = Awaited<ReturnType<typeof begin>>

async function ask(key: Begun['key'], path: string, make: (headers: Readonly<Record<string, string>>) => Promise<Response>, accessToken?: string): Promise<Response> {
  const nonce = (await fetch(`${identifier()}/nonce`, { method: 'POST' })).headers.get('dpop-nonce') ?? ''
  return make({ dpop: dpopProof(key, { htm: 'POST', htu: `${identifier()}/${path}`, iat: now(), nonce, ...(accessToken === undefined ? {} : { ath: athOf(accessToken) }) }) })
}

const exchange = ({ key, verifier }: Begun, code: string): Promise<Response> =>
  ask(key, 'token', (headers) => post('token', { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri: redirectUri, code_verifier: verifier }, headers))
const refresh = ({ key }: Begun, token: string): Promise<Response> => ask(key, 'token', (headers) => post('token', { grant_type: 'refresh_token', client_id: clientId, refresh_token: token }, headers))

async function collect({ key }: Begun, accessToken: string, holder = makeKeyPair()): Promise<Response> {
  const { c_nonce: nonce } = (await (await fetch(`${identifier()}/nonce`, { method: 'POST' })).json()) as { c_nonce: string }
  const body = JSON.stringify({ credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: [makeProof(holder, { aud: identifier(), iat: now(), nonce })] } })
  return ask(key, 'credential', (headers) => fetch(`${identifier()}/credential`, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json', authorization: `DPoP ${accessToken}` } }), accessToken)
}

const decided = async (begun: Begun): Promise<string> => (await signInAndDecide(begun.url, 'ada', 'allow')).searchParams.get('code') ?? ''

/** The same, as soon as the grace of an attempt that was cut off is over. */
async function withinGrace(attempt: () => Promise<Response>): Promise<Tokens> {
  let answer: Response | null = null
  await until(async () => {
    answer = await attempt()
    return answer.status === 200
  }, 'the exchange')
  return (await (answer as unknown as Response).json()) as Tokens
}

describe('an issuer killed with kill -9 while a citizen signs in', () => {
  it.each(['authorize.begun', 'authorize.signed-in', 'authorize.decided'])('at %s has issued nothing, and the wallet begins anew', async (step) => {
    const process = await start()
    const before = await issued()
    const begun = await begin()
    await process.ask(`die-at ${step}`)
    await expect(signInAndDecide(begun.url, 'ada', 'allow')).rejects.toThrow('fetch failed')
    await process.gone
    await watched.look()
    expect(await issued()).toBe(before)
    await start()
    const again = await begin()
    const tokens = (await (await exchange(again, await decided(again))).json()) as Tokens
    expect((await collect(again, tokens.access_token)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    await watched.look()
  })

  it.each(['authorization.read', 'authorization.exchanged'])('at %s leaves the code, and later the refresh token, to be exchanged, once', async (step) => {
    let process = await start()
    const before = await issued()
    const begun = await begin()
    const code = await decided(begun)
    await process.ask(`die-at ${step}`)
    await expect(exchange(begun, code)).rejects.toThrow('fetch failed')
    await process.gone
    await watched.look()
    process = await start()
    const tokens = await withinGrace(() => exchange(begun, code))
    expect((await collect(begun, tokens.access_token)).status).toBe(200)

    await process.ask(`die-at ${step}`)
    await expect(refresh(begun, tokens.refresh_token)).rejects.toThrow('fetch failed')
    await process.gone
    await watched.look()
    await start()
    const next = await withinGrace(() => refresh(begun, tokens.refresh_token))
    expect((await collect(begun, next.access_token)).status).toBe(200)
    expect(await issued()).toBe(before + 2)
    expect((await refresh(begun, tokens.refresh_token)).status).toBe(400)
    await watched.look()
  })

  it.each(['credential.committed'])('at %s leaves the credential to be had by the same bound token, once', async (step) => {
    const process = await start()
    const before = await issued()
    const begun = await begin()
    const tokens = (await (await exchange(begun, await decided(begun))).json()) as Tokens
    const holder = makeKeyPair()
    await process.ask(`die-at ${step}`)
    await expect(collect(begun, tokens.access_token, holder)).rejects.toThrow('fetch failed')
    await process.gone
    await start()
    expect((await collect(begun, tokens.access_token, holder)).status).toBe(200)
    expect(await issued()).toBe(before + 1)
    await watched.look()
  })
})
