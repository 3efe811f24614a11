import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attestationOf, attestationProof, dpopProof, signedBy, thumbprint, walletKey, walletProvider, type DpopChanges, type WalletProvider } from '../support/outside-wallet.ts'
import { attestedClient, attestedWallet, openAuthorizingScene, pkce, publicWallet, type AuthorizingScene, type Tokens, type Wallet } from './authorizing-scene.ts'
import { badDpopProofs } from './bad-dpop-proofs.ts'
import { issuerUrl } from './issuer-scene.ts'

let scene: AuthorizingScene
let stranger: WalletProvider
beforeAll(async () => {
  scene = await openAuthorizingScene()
  stranger = await walletProvider('Nobody here knows')
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const challenge = pkce().challenge
const details = (...members: readonly unknown[]): string => JSON.stringify(members)
const detail = (configuration: unknown) => ({ type: 'openid_credential', credential_configuration_id: configuration })
type Fields = Readonly<Record<string, string | undefined>>

const said = (answer: { readonly statusCode: number; json: () => unknown }) => [answer.statusCode, (answer.json() as { error: string }).error]

describe('a pushed request', () => {
  it.each<[string, string, Fields, number, string]>([
    ['OFF-08', 'a request_uri inside', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 400, 'invalid_request'],
    ['OFF-08', 'a Request Object inside', { request: 'a.b.c' }, 400, 'invalid_request'],
    ['OFF-09', 'no code_challenge', { code_challenge: undefined }, 400, 'invalid_request'],
    ['OFF-09', 'no code_challenge_method', { code_challenge_method: undefined }, 400, 'invalid_request'],
    ['OFF-09', 'plain PKCE', { code_challenge_method: 'plain' }, 400, 'invalid_request'],
    ['OFF-09', 'a challenge of 42 characters', { code_challenge: 'c'.repeat(42) }, 400, 'invalid_request'],
    ['OFF-09', 'a challenge with padding', { code_challenge: `${'c'.repeat(42)}=` }, 400, 'invalid_request'],
    ['PAR', 'no response_type', { response_type: undefined }, 400, 'invalid_request'],
    ['PAR', 'an implicit response_type', { response_type: 'token' }, 400, 'unsupported_response_type'],
    ['PAR', 'a fragment as response_mode', { response_mode: 'fragment' }, 400, 'invalid_request'],
    ['PAR', 'a client_id that nobody registered', { client_id: 'https://other.example' }, 401, 'invalid_client'],
    ['PAR', 'no client_id', { client_id: undefined }, 401, 'invalid_client'],
    ['PAR', 'an inherited name as client_id', { client_id: '__proto__' }, 401, 'invalid_client'],
    ['OFF-12', 'no redirect_uri', { redirect_uri: undefined }, 400, 'invalid_request'],
    ...[
      'https://wallet.example/callback',
      'https://wallet.example/callback?from=council&x=1',
      'https://wallet.example/callback?from=council#x',
      'https://wallet.example@evil.example/callback?from=council',
      'https://wallet.example:8443/callback?from=council',
      'http://wallet.example/callback?from=council',
      'https://wallet.example/a/../callback?from=council',
      'https://WALLET.example/callback?from=council',
      'https://wallet.example./callback?from=council',
      'javascript:alert(1)',
    ].map((uri): [string, string, Fields, number, string] => ['OFF-12', `the redirect_uri ${uri}`, { redirect_uri: uri }, 400, 'invalid_request']),
    ['PAR', 'a state with a line break', { state: 'a\nb' }, 400, 'invalid_request'],
    ['PAR', 'a state of 1025 characters', { state: 's'.repeat(1025) }, 400, 'invalid_request'],
    ['PAR', 'no scope and no details', { scope: undefined }, 400, 'invalid_scope'],
    ['PAR', 'a scope that is not here', { scope: 'passport' }, 400, 'invalid_scope'],
    ['PAR', 'details that are no JSON', { authorization_details: '{' }, 400, 'invalid_authorization_details'],
    ['PAR', 'details that are no list', { authorization_details: JSON.stringify(detail('residency-sd-jwt')) }, 400, 'invalid_authorization_details'],
    ['PAR', 'no details in the list', { authorization_details: '[]' }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of another type', { authorization_details: details({ type: 'payment' }) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of a configuration that is not here', { authorization_details: details(detail('passport')) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of an inherited configuration', { authorization_details: details(detail('__proto__')) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of a number', { authorization_details: details(detail(7)) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of one configuration twice', { authorization_details: details(detail('residency-sd-jwt'), detail('residency-sd-jwt')) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of two configurations, one of which is not here', { authorization_details: details(detail('residency-sd-jwt'), detail('passport')) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of two types, one of which nobody knows', { authorization_details: details(detail('residency-sd-jwt'), { type: 'payment' }) }, 400, 'invalid_authorization_details'],
    ['PAR', 'details of twenty-one configurations', { authorization_details: details(...Array.from({ length: 21 }, (_, place) => detail(`residency-${place}`))) }, 400, 'invalid_authorization_details'],
    ...([
      ['claims that are no list', { path: ['given_name'] }],
      ['no claims in their list', []],
      ['a claim that is a text', ['given_name']],
      ['a claim without a path', [{ mandatory: true }]],
      ['an empty path', [{ path: [] }]],
      ['a path that is a text', [{ path: 'given_name' }]],
      ['a path with a negative place', [{ path: ['address', -1] }]],
      ['a path with an object', [{ path: ['address', {}] }]],
      ['a mandatory that is a text', [{ path: ['given_name'], mandatory: 'true' }]],
      ['one claim twice', [{ path: ['given_name'] }, { path: ['given_name'], mandatory: true }]],
      ['all of a list and a place in it', [{ path: ['address', null] }, { path: ['address', 0] }]],
      ['a list that is an object, too', [{ path: ['address', 0] }, { path: ['address', 'uprn'] }]],
      ['a mandatory claim that is not here', [{ path: ['shoe_size'], mandatory: true }]],
      ['a mandatory claim by the path of another format', [{ path: ['credentialSubject', 'given_name'], mandatory: true }]],
      ['201 claims', Array.from({ length: 201 }, (_, place) => ({ path: [`name_${place}`] }))],
    ] as const).map(([what, claims]): [string, string, Fields, number, string] => ['PAR', `details with ${what}`, { authorization_details: details({ ...detail('residency-sd-jwt'), claims }) }, 400, 'invalid_authorization_details']),
    ['PAR', 'an issuer_state of its own making', { issuer_state: 'A'.repeat(48) }, 400, 'invalid_request'],
    ['DPoP', 'a dpop_jkt that is none', { dpop_jkt: 'x' }, 400, 'invalid_request'],
  ])('%s: with %s is refused', async (_row, _what, changes, status, error) => {
    expect(said(await scene.push(publicWallet(), challenge, changes))).toEqual([status, error])
    expect((await scene.push(publicWallet(), challenge)).statusCode).toBe(201)
  })

  it('OFF-07: is posted, and nothing else', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) expect((await scene.inject({ method, url: '/aldermoor/par' })).statusCode).toBe(405)
  })

  it('that carries a parameter twice, or is JSON, is refused', async () => {
    const form = new URLSearchParams(scene.requestFields(publicWallet(), challenge) as Record<string, string>).toString()
    const twice = await scene.inject({ method: 'POST', url: '/aldermoor/par', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: `${form}&scope=x` })
    expect(said(twice)).toEqual([400, 'invalid_request'])
    const json = await scene.inject({ method: 'POST', url: '/aldermoor/par', headers: { 'content-type': 'application/json' }, payload: JSON.stringify(scene.requestFields(publicWallet(), challenge)) })
    expect(said(json)).toEqual([401, 'invalid_client'])
  })

  it('may ask for claims that are not here, so long as it does without, and for a claim beside the whole that it is in', async () => {
    const claims = [{ path: ['shoe_size'] }, { path: ['address'] }, { path: ['address', 'uprn'], mandatory: true, more: 'x' }]
    expect((await scene.push(publicWallet(), challenge, { authorization_details: details({ ...detail('residency-sd-jwt'), claims }) })).statusCode).toBe(201)
  })

  it('may carry what nobody knows, and scopes of others', async () => {
    expect((await scene.push(publicWallet(), challenge, { scope: 'openid residency', extra: 'x' })).statusCode).toBe(201)
  })
})

describe('the authorization endpoint', () => {
  const refused = async (url: string) => {
    const answer = await scene.inject({ method: 'GET', url })
    expect([answer.statusCode, answer.headers.location, String(answer.headers['content-type'])]).toEqual([400, undefined, 'text/html; charset=utf-8'])
    return answer
  }
  const pushed = async (wallet: Wallet, authority = 'aldermoor'): Promise<string> => (await scene.push(wallet, challenge, {}, authority)).json<{ request_uri: string }>().request_uri

  it('OFF-11: takes no request that was not pushed', async () => {
    await refused(`/aldermoor/authorize?${new URLSearchParams(scene.requestFields(publicWallet(), challenge) as Record<string, string>).toString()}`)
    await refused('/aldermoor/authorize')
  })

  it('OFF-10: takes no request of another wallet, another council, of nobody, or that came too late', async () => {
    const wallet = publicWallet()
    await refused(scene.authorizeUrl(attestedWallet(), await pushed(wallet)))
    await refused(scene.authorizeUrl(wallet, await pushed(wallet), 'brackenfield'))
    await refused(scene.authorizeUrl(wallet, 'urn:ietf:params:oauth:request_uri:unknown'))
    await refused(scene.authorizeUrl(wallet, 'https://wallet.example/request.jwt'))
    const late = await pushed(wallet)
    scene.clock.advance(61)
    await refused(scene.authorizeUrl(wallet, late))
  })

  it('gives a page of a session to nobody else, and not to another council', async () => {
    const { cookie } = await scene.come(publicWallet(), await pushed(publicWallet()))
    expect((await scene.look('')).statusCode).toBe(400)
    expect((await scene.look(cookie)).statusCode).toBe(400)
    const signed = await scene.signIn(cookie)
    expect((await scene.look(signed.cookie.replace('aldermoor', 'brackenfield'))).statusCode).toBe(400)
    expect((await scene.look(signed.cookie)).statusCode).toBe(200)
  })

  it('takes no answer of a sign-in that this browser did not set out for', async () => {
    const { cookie } = await scene.come(publicWallet(), await pushed(publicWallet()))
    const answer = await scene.inject({ method: 'GET', url: '/collect/signed-in?state=other&code=x', headers: { cookie } })
    expect(answer.statusCode).toBe(400)
  })

  it('takes no decision that another site sends', async () => {
    const { cookie } = await scene.come(publicWallet(), await pushed(publicWallet()))
    const signed = await scene.signIn(cookie)
    const { payload, headers } = scene.form({ decision: 'allow' })
    for (const more of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-origin' }, { origin: 'https://evil.example' }, {}]) {
      expect((await scene.inject({ method: 'POST', url: '/collect/choose', payload, headers: { ...headers, ...more, cookie: signed.cookie } })).statusCode).toBe(403)
    }
  })
})

describe('a token request', () => {
  it.each<[string, string, Fields, number, string]>([
    ['TOK-01', 'an unknown code', { code: 'x'.repeat(43) }, 400, 'invalid_grant'],
    ['TOK-12', 'no code', { code: undefined }, 400, 'invalid_request'],
    ['TOK-15', 'no client_id', { client_id: undefined }, 401, 'invalid_client'],
    ['TOK-15', 'an unregistered client_id', { client_id: 'https://other.example' }, 401, 'invalid_client'],
    ['TOK-17', 'another verifier', { code_verifier: 'v'.repeat(43) }, 400, 'invalid_grant'],
    ['TOK-17', 'no verifier', { code_verifier: undefined }, 400, 'invalid_grant'],
    ['TOK-17', 'a short verifier', { code_verifier: 'v' }, 400, 'invalid_grant'],
    ['TOK-19', 'another redirect_uri', { redirect_uri: 'example-wallet:/cb' }, 400, 'invalid_grant'],
    ['TOK-19', 'no redirect_uri', { redirect_uri: undefined }, 400, 'invalid_grant'],
    ['TOK', 'an unknown grant', { grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
    ['TOK', 'details that are no JSON', { authorization_details: '[' }, 400, 'invalid_authorization_details'],
    ['TOK', 'details of what was not authorised', { authorization_details: details(detail('blue-badge-sd-jwt')) }, 400, 'invalid_authorization_details'],
    ['TOK', 'details of a configuration that is not here', { authorization_details: details(detail('residency-sd-jwt'), detail('passport')) }, 400, 'invalid_authorization_details'],
  ])('%s: with %s is refused, and leaves the code as it was', async (_row, _what, changes, status, error) => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    expect(said(await scene.exchange(wallet, given, changes))).toEqual([status, error])
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
  })

  it('TOK-02: with a code that has expired is refused', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    scene.clock.advance(61)
    expect(said(await scene.exchange(wallet, given))).toEqual([400, 'invalid_grant'])
  })

  it('TOK-16: with a code of another wallet is refused', async () => {
    const given = await scene.authorized(publicWallet())
    expect(said(await scene.exchange(attestedWallet(), given))).toEqual([400, 'invalid_grant'])
  })

  it('TOK-24: with a code of another council is refused, and so is a refresh token', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    expect(said(await scene.exchange(wallet, given, {}, 'brackenfield'))).toEqual([400, 'invalid_grant'])
    const tokens = (await scene.exchange(wallet, given)).json<Tokens>()
    expect(said(await scene.refresh(wallet, tokens.refresh_token, 'brackenfield'))).toEqual([400, 'invalid_grant'])
    expect(said(await scene.collect(wallet, tokens.access_token, {}, { authority: 'brackenfield' }))).toEqual([401, 'invalid_token'])
    expect((await scene.refresh(wallet, tokens.refresh_token)).statusCode).toBe(200)
  })

  it('TOK-18: with a code that was used is refused, and what it gave ends', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    const tokens = (await scene.exchange(wallet, given)).json<Tokens>()
    expect(said(await scene.exchange(wallet, given))).toEqual([400, 'invalid_grant'])
    expect(said(await scene.collect(wallet, tokens.access_token))).toEqual([401, 'invalid_token'])
    expect(said(await scene.refresh(wallet, tokens.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  it('TOK-04: fifty at once with one code give one token', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    const answers = await Promise.all(Array.from({ length: 50 }, () => scene.exchange(wallet, given)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(new Set(answers.filter(({ statusCode }) => statusCode !== 200).map((answer) => said(answer).join(' ')))).toEqual(new Set(['400 invalid_grant']))
  })

  it('TOK-20: with a refresh token whose next was used is refused, and its whole family ends', async () => {
    const wallet = attestedWallet()
    const first = await scene.tokensOf(wallet)
    const second = (await scene.refresh(wallet, first.refresh_token)).json<Tokens>()
    const third = (await scene.refresh(wallet, second.refresh_token)).json<Tokens>()
    expect(said(await scene.refresh(wallet, first.refresh_token))).toEqual([400, 'invalid_grant'])
    for (const { refresh_token: token } of [second, third]) expect(said(await scene.refresh(wallet, token))).toEqual([400, 'invalid_grant'])
    expect(said(await scene.collect(wallet, third.access_token))).toEqual([401, 'invalid_token'])
  })

  it.each([0, 3 * 86_400])('refresh: whose answer got lost is answered again to the same key, %i seconds later; what the lost one gave is void', async (seconds) => {
    const wallet = attestedWallet()
    const first = await scene.tokensOf(wallet)
    const lost = (await scene.refresh(wallet, first.refresh_token)).json<Tokens>()
    scene.clock.advance(seconds)
    const second = await scene.refresh(wallet, first.refresh_token)
    expect([second.statusCode, said(await scene.collect(wallet, lost.access_token)), said(await scene.refresh(wallet, lost.refresh_token))]).toEqual([200, [401, 'invalid_token'], [400, 'invalid_grant']])
    expect((await scene.collect(wallet, second.json<Tokens>().access_token)).statusCode).toBe(200)
    expect((await scene.refresh(wallet, second.json<Tokens>().refresh_token)).statusCode).toBe(200)
  })

  it('TOK-20: with a refresh token that was shown before, by another key, is refused, and its whole family ends', async () => {
    const wallet = attestedWallet()
    const first = await scene.tokensOf(wallet)
    const second = (await scene.refresh(wallet, first.refresh_token)).json<Tokens>()
    expect(said(await scene.refresh({ ...wallet, key: walletKey() }, first.refresh_token))).toEqual([400, 'invalid_grant'])
    for (const { refresh_token: token } of [first, second]) expect(said(await scene.refresh(wallet, token))).toEqual([400, 'invalid_grant'])
    expect(said(await scene.collect(wallet, second.access_token))).toEqual([401, 'invalid_token'])
  })

  it('TOK-20: with a refresh token whose credential was collected is refused, for its answer did arrive', async () => {
    const wallet = attestedWallet()
    const first = await scene.tokensOf(wallet)
    const second = (await scene.refresh(wallet, first.refresh_token)).json<Tokens>()
    expect((await scene.collect(wallet, second.access_token)).statusCode).toBe(200)
    expect(said(await scene.refresh(wallet, first.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(said(await scene.refresh(wallet, second.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  it('refresh: by another wallet, another key or another instance of the wallet is refused, and leaves it as it was', async () => {
    const wallet = attestedWallet()
    const { refresh_token: token } = await scene.tokensOf(wallet)
    for (const other of [publicWallet(), { ...wallet, key: walletKey() }, { ...wallet, instance: walletKey() }]) expect(said(await scene.refresh(other, token))).toEqual([400, 'invalid_grant'])
    expect((await scene.refresh(wallet, token)).statusCode).toBe(200)
  })

  it('refresh: after as long as its credential could stand is refused, and with nothing or an unknown token at once', async () => {
    const wallet = publicWallet()
    expect(said(await scene.refresh(wallet, ''))).toEqual([400, 'invalid_request'])
    expect(said(await scene.refresh(wallet, 'x'.repeat(43)))).toEqual([400, 'invalid_grant'])
    const { refresh_token: token } = await scene.tokensOf(wallet)
    scene.clock.advance(365 * 24 * 3600 + 1)
    expect(said(await scene.refresh(wallet, token))).toEqual([400, 'invalid_grant'])
  })
})

describe('a DPoP proof', () => {
  it.each(badDpopProofs)('%s: with %s is refused at the token endpoint, and leaves the code as it was', async (_row, _what, changes) => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    const answer = await scene.post('token', scene.tokenFields(wallet, given), { dpop: await scene.proof(wallet, 'token', { changes }) })
    expect(said(answer)).toEqual([400, 'invalid_dpop_proof'])
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
  })

  it.each([['no proof', undefined], ['two proofs', 'a.b.c, a.b.c'], ['no JWT', 'x'], ['a proof of 64 KiB', 'a'.repeat(9000)]])('OFF-14: %s is refused', async (_what, dpop) => {
    const wallet = publicWallet()
    const answer = await scene.post('token', scene.tokenFields(wallet, await scene.authorized(wallet)), dpop === undefined ? {} : { dpop })
    expect(said(answer)).toEqual([400, 'invalid_dpop_proof'])
  })

  it('OFF-17: with its private key inside is refused', async () => {
    const wallet = publicWallet()
    const dpop = await scene.proof(wallet, 'token', { changes: { header: { jwk: { ...wallet.key.jwk, d: 'A'.repeat(43) } } } })
    expect(said(await scene.post('token', scene.tokenFields(wallet, await scene.authorized(wallet)), { dpop }))).toEqual([400, 'invalid_dpop_proof'])
  })

  it('whose claims are no object is refused', async () => {
    const wallet = publicWallet()
    for (const claims of [null, [], 'x', 7]) {
      const dpop = signedBy(wallet.key, { typ: 'dpop+jwt', jwk: wallet.key.jwk }, claims)
      expect(said(await scene.post('token', scene.tokenFields(wallet, await scene.authorized(wallet)), { dpop }))).toEqual([400, 'invalid_dpop_proof'])
    }
  })

  it('OFF-20: ten seconds early or late is taken, an hour is not', async () => {
    for (const [off, status] of [[10, 200], [-10, 200], [3600, 400], [-3600, 400]] as const) {
      const wallet = publicWallet()
      const dpop = await scene.proof(wallet, 'token', { changes: { claims: { iat: scene.now() + off } } })
      expect((await scene.post('token', scene.tokenFields(wallet, await scene.authorized(wallet)), { dpop })).statusCode).toBe(status)
    }
  })

  it('OFF-22: without nonce, or with an old or foreign one, is asked for again with the nonce that comes along', async () => {
    const wallet = publicWallet()
    const given = await scene.authorized(wallet)
    const old = await scene.nonceFor()
    const foreign = await scene.nonceFor('brackenfield')
    const keyNonce = await scene.nonce()
    for (const nonce of [undefined, 'x', foreign, keyNonce]) {
      const answer = await scene.post('token', scene.tokenFields(wallet, given), { dpop: await scene.proof(wallet, 'token', { changes: { claims: { nonce } } }) })
      expect([...said(answer), answer.headers['dpop-nonce']]).toEqual([400, 'use_dpop_nonce', expect.stringMatching(/^[A-Za-z0-9_-]{40,}$/)])
    }
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
    scene.clock.advance(301)
    const later = await scene.authorized(wallet)
    expect(said(await scene.post('token', scene.tokenFields(wallet, later), { dpop: await scene.proof(wallet, 'token', { nonce: old }) }))).toEqual([400, 'use_dpop_nonce'])
  })

  it('OFF-19: is taken once', async () => {
    const wallet = publicWallet()
    const dpop = await scene.proof(wallet, 'token')
    expect((await scene.post('token', scene.tokenFields(wallet, await scene.authorized(wallet)), { dpop })).statusCode).toBe(200)
    expect(said(await scene.post('token', scene.tokenFields(wallet, await scene.authorized(wallet)), { dpop }))).toEqual([400, 'invalid_dpop_proof'])
  })

  it('by another key than the request named is refused: at the pushed request, and with the code', async () => {
    const wallet = publicWallet()
    const other = { ...wallet, key: walletKey() }
    const atPush = await scene.post('par', scene.requestFields(wallet, challenge, { dpop_jkt: thumbprint(other.key) }), { dpop: await scene.proof(wallet, 'par') })
    expect(said(atPush)).toEqual([400, 'invalid_dpop_proof'])
    const given = await scene.authorized(wallet, { dpop_jkt: thumbprint(wallet.key) })
    expect(said(await scene.exchange(other, given))).toEqual([400, 'invalid_grant'])
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
  })
})

describe('a bound token at the credential endpoint', () => {
  it.each<[string, string, (wallet: Wallet, token: string) => Promise<Readonly<Record<string, string>>>, string, string]>([
    ['OFF-14', 'no proof', async (_wallet, token) => ({ authorization: `DPoP ${token}` }), 'invalid_dpop_proof', 'invalid_dpop_proof'],
    ['OFF-15', 'a proof without ath', async (wallet, token) => ({ authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, 'credential') }), 'invalid_dpop_proof', 'invalid_dpop_proof'],
    ['OFF-15', 'the ath of another token', async (wallet, token) => ({ authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, 'credential', { accessToken: 'other' }) }), 'invalid_dpop_proof', 'invalid_dpop_proof'],
    ['OFF-18', 'a proof for another endpoint', async (wallet, token) => ({ authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, 'notification', { accessToken: token }) }), 'invalid_dpop_proof', 'invalid_dpop_proof'],
    ['OFF-22', 'a proof without nonce', async (wallet, token) => ({ authorization: `DPoP ${token}`, dpop: await scene.proof(wallet, 'credential', { accessToken: token, changes: { claims: { nonce: undefined } } }) }), 'use_dpop_nonce', 'use_dpop_nonce'],
    ['DPoP', 'a proof by another key', async (wallet, token) => ({ authorization: `DPoP ${token}`, dpop: await scene.proof({ ...wallet, key: walletKey() }, 'credential', { accessToken: token }) }), 'invalid_token', ''],
    ['DPoP', 'the scheme Bearer', async (_wallet, token) => ({ authorization: `Bearer ${token}` }), 'invalid_token', ''],
    ['CRD-02', 'an unknown token', async (wallet) => ({ authorization: `DPoP ${'x'.repeat(43)}`, dpop: await scene.proof(wallet, 'credential', { accessToken: 'x'.repeat(43) }) }), 'invalid_token', ''],
    ['CRD-02', 'a token that is none', async () => ({ authorization: 'DPoP a b' }), 'invalid_token', 'invalid_token'],
  ])('%s: with %s is refused, and may still be used', async (_row, _what, make, error, told) => {
    const wallet = publicWallet()
    const { access_token: token } = await scene.tokensOf(wallet)
    const answer = await scene.collect(wallet, token, {}, { headers: await make(wallet, token) })
    expect(said(answer)).toEqual([401, error])
    if (told !== '') expect([answer.headers['www-authenticate'], answer.headers['dpop-nonce']]).toEqual([`DPoP error="${told}", algs="ES256"`, expect.any(String)])
    expect((await scene.collect(wallet, token)).statusCode).toBe(200)
  })

  it('is taken whatever case the scheme is in', async () => {
    const wallet = publicWallet()
    const { access_token: token } = await scene.tokensOf(wallet)
    const headers = { authorization: `dpop ${token}`, dpop: await scene.proof(wallet, 'credential', { accessToken: token }) }
    expect((await scene.collect(wallet, token, {}, { headers })).statusCode).toBe(200)
  })
})

describe('the attestation of a wallet', () => {
  const attesting = async (make: (wallet: Wallet, key: ReturnType<typeof walletKey>) => readonly [attestation: string | undefined, proof: string | undefined]) => {
    const wallet = attestedWallet()
    const [attestation, proof] = make(wallet, wallet.instance ?? walletKey())
    const headers = { ...(attestation === undefined ? {} : { 'oauth-client-attestation': attestation }), ...(proof === undefined ? {} : { 'oauth-client-attestation-pop': proof }) }
    return scene.post('par', scene.requestFields(wallet, challenge), headers)
  }
  const about = () => ({ clientId: attestedClient, issuer: `${issuerUrl}/aldermoor`, now: scene.now() })
  const attest = (key: ReturnType<typeof walletKey>, changes: DpopChanges = {}, provider = scene.provider): string => attestationOf(provider, key, about(), changes)
  const prove = (key: ReturnType<typeof walletKey>, changes: DpopChanges = {}): string => attestationProof(key, about(), changes)

  it.each<[string, Parameters<typeof attesting>[0]]>([
    ['none', () => [undefined, undefined]],
    ['no proof', (_wallet, key) => [attest(key), undefined]],
    ['no attestation', (_wallet, key) => [undefined, prove(key)]],
    ['texts that are no JWT', () => ['x', 'y']],
    ['a provider whom nobody trusts', (_wallet, key) => [attest(key, {}, stranger), prove(key)]],
    ['the provider of other wallets, whom others trust', (_wallet, key) => [attest(key, {}, scene.rival), prove(key)]],
    ['a trusted chain beside another key', (_wallet, key) => [attest(key, { header: { x5c: scene.provider.x5c } }, stranger), prove(key)]],
    ['no chain', (_wallet, key) => [attest(key, { header: { x5c: undefined } }), prove(key)]],
    ['the anchor as its chain', (_wallet, key) => [attest(key, { header: { x5c: [scene.provider.ca.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')] } }), prove(key)]],
    ['a key in its header', (_wallet, key) => [attest(key, { header: { x5c: undefined, jwk: scene.provider.key.jwk } }), prove(key)]],
    ['another typ', (_wallet, key) => [attest(key, { header: { typ: 'jwt' } }), prove(key)]],
    ['alg none', (_wallet, key) => [attest(key, { header: { alg: 'none' } }), prove(key)]],
    ['an exp that is past', (_wallet, key) => [attest(key, { claims: { exp: scene.now() - 1 } }), prove(key)]],
    ['no exp', (_wallet, key) => [attest(key, { claims: { exp: undefined } }), prove(key)]],
    ['no sub', (_wallet, key) => [attest(key, { claims: { sub: undefined } }), prove(key)]],
    ['the sub of another wallet', (_wallet, key) => [attest(key, { claims: { sub: 'https://other.example' } }), prove(key)]],
    ['no cnf', (_wallet, key) => [attest(key, { claims: { cnf: undefined } }), prove(key)]],
    ['a cnf without key', (_wallet, key) => [attest(key, { claims: { cnf: {} } }), prove(key)]],
    ['a cnf with a private key', (_wallet, key) => [attest(key, { claims: { cnf: { jwk: { ...key.jwk, d: 'A'.repeat(43) } } } }), prove(key)]],
    ['a proof by another key', (_wallet, key) => [attest(key), prove(walletKey())]],
    ['a proof for another server', (_wallet, key) => [attest(key), prove(key, { claims: { aud: `${issuerUrl}/brackenfield` } })]],
    ['a proof without aud', (_wallet, key) => [attest(key), prove(key, { claims: { aud: undefined } })]],
    ['a proof without jti', (_wallet, key) => [attest(key), prove(key, { claims: { jti: undefined } })]],
    ['a proof of an hour ago', (_wallet, key) => [attest(key), prove(key, { claims: { iat: scene.now() - 3600 } })]],
    ['a proof that another wallet made', (_wallet, key) => [attest(key), prove(key, { claims: { iss: 'https://other.example' } })]],
    ['a proof of another typ', (_wallet, key) => [attest(key), prove(key, { header: { typ: 'oauth-client-attestation+jwt' } })]],
  ])('OFF-23: %s is refused', async (_what, make) => {
    expect(said(await attesting(make))).toEqual([401, 'invalid_client_attestation'])
    expect((await attesting((_wallet, key) => [attest(key), prove(key)])).statusCode).toBe(201)
  })

  it('may lack iss, as later drafts have it', async () => {
    expect((await attesting((_wallet, key) => [attest(key, { claims: { iss: undefined } }), prove(key, { claims: { iss: undefined } })])).statusCode).toBe(201)
  })

  it('OFF-23: has a proof that is taken once, and is asked for at the token endpoint, too', async () => {
    const key = walletKey()
    const proof = prove(key)
    expect((await attesting(() => [attest(key), proof])).statusCode).toBe(201)
    expect(said(await attesting(() => [attest(key), proof]))).toEqual([401, 'invalid_client_attestation'])
    const wallet = attestedWallet()
    const given = await scene.authorized(wallet)
    const dpop = dpopProof(wallet.key, { htm: 'POST', htu: `${issuerUrl}/aldermoor/token`, iat: scene.now(), nonce: await scene.nonceFor() })
    expect(said(await scene.post('token', scene.tokenFields(wallet, given), { dpop }))).toEqual([401, 'invalid_client_attestation'])
    expect((await scene.exchange(wallet, given)).statusCode).toBe(200)
  })
})
