import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { athOf, dpopProof, walletKey, type DpopChanges, type WalletKey } from '../support/outside-wallet.ts'
import { badDpopProofs } from './bad-dpop-proofs.ts'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, type Scene } from './issuer-scene.ts'

// Offers, redeemed by wallets that bind what they get to a key. No citizen signs in here.

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

type Answer = Awaited<ReturnType<Scene['inject']>>
type Headers = Readonly<Record<string, string>>
const said = (answer: Answer) => [answer.statusCode, answer.json<{ error: string }>().error]

const nonceFor = async (authority = 'aldermoor'): Promise<string> => String((await scene.inject({ method: 'POST', url: `/${authority}/nonce` })).headers['dpop-nonce'])

async function proof(key: WalletKey, endpoint: string, options: { readonly changes?: DpopChanges; readonly accessToken?: string; readonly nonce?: string } = {}): Promise<string> {
  const { accessToken, changes, nonce = await nonceFor() } = options
  return dpopProof(key, { htm: 'POST', htu: `${issuerUrl}/aldermoor/${endpoint}`, iat: scene.clock.now(), nonce, ...(accessToken === undefined ? {} : { ath: athOf(accessToken) }) }, changes)
}

interface Offered {
  readonly code: string
  readonly txCode: string
}

function redeem({ code, txCode }: Offered, headers: Headers): Promise<Answer> {
  const form = scene.form({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode })
  return scene.inject({ method: 'POST', url: '/aldermoor/token', payload: form.payload, headers: { ...form.headers, ...headers } })
}

/** A key, and a token that is bound to it. */
async function bound(): Promise<{ readonly key: WalletKey; readonly token: string }> {
  const key = walletKey()
  const answer = await redeem(await scene.offer(), { dpop: await proof(key, 'token') })
  return { key, token: answer.json<{ access_token: string }>().access_token }
}

async function ask(headers: Headers, path = 'credential', payload?: object): Promise<Answer> {
  const body = payload ?? credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() })))
  return scene.inject({ method: 'POST', url: `/aldermoor/${path}`, headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(body) })
}
const shown = async (key: WalletKey, token: string, path = 'credential'): Promise<Headers> => ({ authorization: `DPoP ${token}`, dpop: await proof(key, path, { accessToken: token }) })

describe('a pre-authorized code that is redeemed with a DPoP proof', () => {
  it('gives a token that is bound to its key, for the credential and for what becomes of it', async () => {
    const metadata = (await scene.inject({ method: 'GET', url: '/.well-known/oauth-authorization-server/aldermoor' })).json()
    expect(metadata.dpop_signing_alg_values_supported).toEqual(['ES256'])
    const key = walletKey()
    const answer = await redeem(await scene.offer(), { dpop: await proof(key, 'token') })
    expect([answer.statusCode, answer.json()]).toEqual([200, { access_token: expect.stringMatching(/^[\w-]{43}$/), token_type: 'DPoP', expires_in: 300 }])
    expect(answer.headers['dpop-nonce']).toMatch(/^[\w-]{40,}$/)
    const token = answer.json().access_token as string
    const issued = await ask(await shown(key, token))
    expect([issued.statusCode, issued.json().credentials.length]).toEqual([200, 1])
    const noted = await ask(await shown(key, token, 'notification'), 'notification', { notification_id: issued.json().notification_id, event: 'credential_accepted' })
    expect(noted.statusCode).toBe(204)
  })

  it('takes the nonce that came with an answer, and with every next one', async () => {
    const key = walletKey()
    const offered = await scene.offer()
    const first = await redeem(offered, { dpop: await proof(key, 'token', { changes: { claims: { nonce: undefined } } }) })
    expect(said(first)).toEqual([400, 'use_dpop_nonce'])
    const second = await redeem(offered, { dpop: await proof(key, 'token', { nonce: String(first.headers['dpop-nonce']) }) })
    expect(second.statusCode).toBe(200)
    const token = second.json<{ access_token: string }>().access_token
    const dpop = await proof(key, 'credential', { accessToken: token, nonce: String(second.headers['dpop-nonce']) })
    expect((await ask({ authorization: `DPoP ${token}`, dpop })).statusCode).toBe(200)
  })

  it('is told of in the log of events as any other', async () => {
    const offered = await scene.offer()
    await redeem(offered, { dpop: await proof(walletKey(), 'token') })
    expect(await scene.rows("SELECT count(*) AS times FROM audit_entries WHERE object = ? AND event = 'offer.redeemed'", offered.id)).toEqual([{ times: 1 }])
  })
})

describe('with a pre-authorized code, a DPoP proof', () => {
  it.each(badDpopProofs)('%s: with %s is refused, and leaves the code as it was', async (_row, _what, changes) => {
    const offered = await scene.offer()
    expect(said(await redeem(offered, { dpop: await proof(walletKey(), 'token', { changes }) }))).toEqual([400, 'invalid_dpop_proof'])
    expect((await redeem(offered, { dpop: await proof(walletKey(), 'token') })).statusCode).toBe(200)
  })

  it.each([['two proofs', 'a.b.c, a.b.c'], ['no JWT', 'x'], ['a proof of 64 KiB', 'a'.repeat(9000)]])('OFF-14: that is %s is refused', async (_what, dpop) => {
    const offered = await scene.offer()
    expect(said(await redeem(offered, { dpop }))).toEqual([400, 'invalid_dpop_proof'])
    expect((await redeem(offered, {})).json().token_type).toBe('Bearer')
  })

  it('OFF-17: with its private key inside is refused', async () => {
    const key = walletKey()
    const changes = { header: { jwk: { ...key.jwk, d: 'A'.repeat(43) } } }
    expect(said(await redeem(await scene.offer(), { dpop: await proof(key, 'token', { changes }) }))).toEqual([400, 'invalid_dpop_proof'])
  })

  it('OFF-19: is taken once, though another code comes with it', async () => {
    const dpop = await proof(walletKey(), 'token')
    expect((await redeem(await scene.offer(), { dpop })).statusCode).toBe(200)
    expect(said(await redeem(await scene.offer(), { dpop }))).toEqual([400, 'invalid_dpop_proof'])
  })

  it('OFF-22: with a nonce of another council, of a key proof or of five minutes ago is asked for again', async () => {
    const offered = await scene.offer()
    const old = await nonceFor()
    for (const nonce of [await nonceFor('brackenfield'), await scene.nonce(), 'x']) expect(said(await redeem(offered, { dpop: await proof(walletKey(), 'token', { nonce }) }))).toEqual([400, 'use_dpop_nonce'])
    scene.clock.advance(301)
    expect(said(await redeem(offered, { dpop: await proof(walletKey(), 'token', { nonce: old }) }))).toEqual([400, 'use_dpop_nonce'])
    expect((await redeem(offered, { dpop: await proof(walletKey(), 'token') })).statusCode).toBe(200)
  })

  it('TOK-06: that is good makes no wrong transaction code right', async () => {
    const offered = await scene.offer()
    const wrong = { ...offered, txCode: String((Number(offered.txCode) + 1) % 1_000_000).padStart(6, '0') }
    expect(said(await redeem(wrong, { dpop: await proof(walletKey(), 'token') }))).toEqual([400, 'invalid_grant'])
    expect((await redeem(offered, { dpop: await proof(walletKey(), 'token') })).statusCode).toBe(200)
  })
})

describe('a token of an offer that is bound to a key', () => {
  it.each<[string, string, (key: WalletKey, token: string) => Promise<Headers>, string]>([
    ['CRD-02', 'as a bearer token', async (_key, token) => ({ authorization: `Bearer ${token}` }), 'invalid_token'],
    ['OFF-14', 'without a proof', async (_key, token) => ({ authorization: `DPoP ${token}` }), 'invalid_dpop_proof'],
    ['OFF-15', 'with a proof without ath', async (key, token) => ({ authorization: `DPoP ${token}`, dpop: await proof(key, 'credential') }), 'invalid_dpop_proof'],
    ['OFF-15', 'with the ath of another token', async (key, token) => ({ authorization: `DPoP ${token}`, dpop: await proof(key, 'credential', { accessToken: 'other' }) }), 'invalid_dpop_proof'],
    ['OFF-18', 'with a proof for the token endpoint', async (key, token) => ({ authorization: `DPoP ${token}`, dpop: await proof(key, 'token', { accessToken: token }) }), 'invalid_dpop_proof'],
    ['OFF-18', 'with a proof for another method', async (key, token) => ({ authorization: `DPoP ${token}`, dpop: await proof(key, 'credential', { accessToken: token, changes: { claims: { htm: 'GET' } } }) }), 'invalid_dpop_proof'],
    ['OFF-22', 'with a proof without nonce', async (key, token) => ({ authorization: `DPoP ${token}`, dpop: await proof(key, 'credential', { accessToken: token, changes: { claims: { nonce: undefined } } }) }), 'use_dpop_nonce'],
    ['CRD-23', 'with a proof by another key', async (_key, token) => shown(walletKey(), token), 'invalid_token'],
  ])('%s: %s opens nothing, and may still be used', async (_row, _what, make, error) => {
    const { key, token } = await bound()
    const answer = await ask(await make(key, token))
    expect(said(answer)).toEqual([401, error])
    if (error !== 'invalid_token') expect([answer.headers['www-authenticate'], answer.headers['dpop-nonce']]).toEqual([`DPoP error="${error}", algs="ES256"`, expect.any(String)])
    expect((await ask(await shown(key, token))).statusCode).toBe(200)
  })

  it('OFF-19: is not shown twice with one proof', async () => {
    const { key, token } = await bound()
    const headers = await shown(key, token)
    expect((await ask(headers)).statusCode).toBe(200)
    expect(said(await ask(headers))).toEqual([401, 'invalid_dpop_proof'])
  })

  it('CRD-02: and one that is bound to none opens nothing under a key', async () => {
    const { accessToken } = await scene.redeemed()
    expect(said(await ask(await shown(walletKey(), accessToken)))).toEqual([401, 'invalid_token'])
    expect((await ask({ authorization: `Bearer ${accessToken}` })).statusCode).toBe(200)
  })
})
