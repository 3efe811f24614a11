import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attestedWallet, incompleteSubject, openAuthorizingScene, publicWallet, redirectUri, subject, type AuthorizingScene, type Tokens } from './authorizing-scene.ts'
import { issuerUrl } from './issuer-scene.ts'

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const payloadOf = (credential: string) => JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as { vct: string; cnf: { jwk: object } }

describe('a wallet that a citizen authorises', () => {
  it.each([
    ['attested by its provider', attestedWallet],
    ['public', publicWallet],
  ])('%s, gets a code with state and iss, a bound token, and the credential', async (_sort, make) => {
    const wallet = make()
    const { location, code, verifier } = await scene.authorized(wallet)
    expect(`${location.origin}${location.pathname}`).toBe('https://wallet.example/callback')
    expect(Object.fromEntries(location.searchParams)).toEqual({ from: 'council', code, state: 'a state', iss: `${issuerUrl}/aldermoor` })

    const answer = await scene.exchange(wallet, { code, verifier })
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store'])
    const tokens = answer.json<Tokens>()
    expect(tokens).toMatchObject({ token_type: 'DPoP', expires_in: 300, scope: 'residency' })
    expect(tokens.authorization_details).toBeUndefined()

    const collected = await scene.collect(wallet, tokens.access_token)
    expect(collected.statusCode, collected.body).toBe(200)
    const { credentials } = collected.json<{ credentials: { credential: string }[] }>()
    expect(payloadOf(credentials[0]?.credential ?? '').vct).toContain('/types/residency/')
  })

  it('gets credential identifiers for authorization details, and asks by them alone', async () => {
    const wallet = publicWallet()
    const details = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt' }])
    const tokens = await scene.tokensOf(wallet, { scope: undefined, authorization_details: details })
    expect(tokens).toMatchObject({ authorization_details: [{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt', credential_identifiers: ['residency-sd-jwt.current'] }] })
    expect(tokens.scope).toBeUndefined()
    const byConfiguration = await scene.collect(wallet, tokens.access_token, { credential_configuration_id: 'residency-sd-jwt' })
    expect([byConfiguration.statusCode, byConfiguration.json()]).toMatchObject([400, { error: 'invalid_credential_request' }])
    const byAnother = await scene.collect(wallet, tokens.access_token, { credential_identifier: 'residency-jwt-vc.current' })
    expect([byAnother.statusCode, byAnother.json()]).toMatchObject([400, { error: 'unknown_credential_identifier' }])
    expect((await scene.collect(wallet, tokens.access_token, { credential_identifier: 'residency-sd-jwt.current' })).statusCode).toBe(200)
  })

  it.each([
    ['cy-GB en', 'cy'],
    ['fr en', 'en'],
    ['fr', 'en'],
    ['cy; Path=/evil', 'en'],
  ] as const)('says in which languages the citizen reads, %s, and the council speaks the first that it has', async (locales, expected) => {
    const wallet = publicWallet()
    const pushed = (await scene.push(wallet, 'c'.repeat(43), { ui_locales: locales })).json<{ request_uri: string }>()
    const { answer } = await scene.come(wallet, pushed.request_uri)
    const remembered = [answer.headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('cf_collect_language='))
    expect(/=(\w*);/.exec(remembered ?? '')?.[1]).toBe(expected)
  })

  it('changes nothing of what the citizen chose at the council before', async () => {
    const wallet = publicWallet()
    const pushed = (await scene.push(wallet, 'c'.repeat(43), { ui_locales: 'cy' })).json<{ request_uri: string }>()
    const answer = await scene.inject({ method: 'GET', url: scene.authorizeUrl(wallet, pushed.request_uri), headers: { cookie: 'cf_collect_language=en' } })
    expect([answer.headers['set-cookie'] ?? []].flat().filter((one) => one.includes('language='))).toEqual([])
  })

  it('comes by an offer to whoever signs in, whose state is for its type and authority alone', async () => {
    const wallet = publicWallet()
    const offer = (await scene.inject({ method: 'GET', url: '/aldermoor/sign-in-offers/residency' })).json<{ credential_configuration_ids: string[]; grants: { authorization_code: { issuer_state: string } } }>()
    expect(offer.credential_configuration_ids).toContain('residency-sd-jwt')
    const { issuer_state: state } = offer.grants.authorization_code
    expect((await scene.push(wallet, 'c'.repeat(43), { issuer_state: state })).statusCode).toBe(201)
    expect((await scene.push(wallet, 'c'.repeat(43), { issuer_state: state }, 'brackenfield')).json()).toMatchObject({ error: 'invalid_request' })
    expect((await scene.inject({ method: 'GET', url: '/aldermoor/sign-in-offers/unknown' })).statusCode).toBe(404)
  })

  it('refreshes: each token gives a next one, and a credential of the record as it is then', async () => {
    const wallet = attestedWallet()
    const first = await scene.tokensOf(wallet)
    expect((await scene.collect(wallet, first.access_token)).statusCode).toBe(200)
    const second = (await scene.refresh(wallet, first.refresh_token)).json<Tokens>()
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await scene.collect(wallet, second.access_token)).statusCode).toBe(200)
    const third = await scene.refresh(wallet, second.refresh_token)
    expect(third.statusCode).toBe(200)
  })

  it('finds described what is there, and only that', async () => {
    const metadata = (await scene.inject({ method: 'GET', url: '/.well-known/oauth-authorization-server/aldermoor' })).json<Record<string, unknown>>()
    expect(metadata).toEqual({
      issuer: `${issuerUrl}/aldermoor`,
      token_endpoint: `${issuerUrl}/aldermoor/token`,
      authorization_endpoint: `${issuerUrl}/aldermoor/authorize`,
      pushed_authorization_request_endpoint: `${issuerUrl}/aldermoor/par`,
      require_pushed_authorization_requests: true,
      grant_types_supported: ['urn:ietf:params:oauth:grant-type:pre-authorized_code', 'authorization_code', 'refresh_token'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      dpop_signing_alg_values_supported: ['ES256'],
      scopes_supported: [...scene.issuer.types.keys()],
      authorization_details_types_supported: ['openid_credential'],
      token_endpoint_auth_methods_supported: ['none', 'attest_jwt_client_auth'],
      client_attestation_signing_alg_values_supported: ['ES256'],
      client_attestation_pop_signing_alg_values_supported: ['ES256'],
      'pre-authorized_grant_anonymous_access_supported': true,
    })
  })
})

describe('a citizen', () => {
  it('sees which council gives which wallet which facts, in their language, before anything is given', async () => {
    const wallet = publicWallet()
    const { request_uri: requestUri } = (await scene.push(wallet, 'c'.repeat(43))).json<{ request_uri: string }>()
    const { answer, cookie } = await scene.come(wallet, requestUri)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, 'http://localhost:5300/citizens'])
    const signed = await scene.signIn(cookie)
    expect([signed.answer.statusCode, signed.answer.headers.location]).toEqual([303, '/collect/choose'])
    const page = await scene.look(signed.cookie)
    for (const text of ['Aldermoor Borough Council', 'Public wallet', 'Ceridwen', '30 April 1961', 'Add to my wallet', 'Cancel']) expect(page.body).toContain(text)
    expect(page.headers['content-security-policy']).toContain("form-action 'self' https://wallet.example;")
    const welsh = await scene.inject({ method: 'GET', url: '/collect/choose?language=cy', headers: { cookie: signed.cookie } })
    for (const text of ['Cyngor Bwrdeistref Aldermoor', 'Ychwanegu at fy waled', '30 Ebrill 1961']) expect(welsh.body).toContain(text)
  })

  it('may cancel here or at the sign-in, and the wallet is told access_denied', async () => {
    for (const where of ['here', 'there']) {
      const wallet = publicWallet()
      const { request_uri: requestUri } = (await scene.push(wallet, 'c'.repeat(43))).json<{ request_uri: string }>()
      const { cookie } = await scene.come(wallet, requestUri)
      const answer = where === 'there' ? (await scene.signIn(cookie, null)).answer : await scene.decide((await scene.signIn(cookie)).cookie, 'cancel')
      const location = new URL(String(answer.headers.location))
      expect([answer.statusCode, location.origin, Object.fromEntries(location.searchParams)]).toEqual([303, 'https://wallet.example', { from: 'council', error: 'access_denied', state: 'a state', iss: `${issuerUrl}/aldermoor` }])
    }
  })

  it('whom no record belongs to, or one that lacks something, is told so and can only go back', async () => {
    for (const who of ['nobody', '', incompleteSubject]) {
      const wallet = publicWallet()
      const { request_uri: requestUri } = (await scene.push(wallet, 'c'.repeat(43))).json<{ request_uri: string }>()
      const signed = await scene.signIn((await scene.come(wallet, requestUri)).cookie, who)
      const page = await scene.look(signed.cookie)
      expect(page.body).toContain('find a complete record for you')
      expect(page.body).not.toContain('id="allow"')
      expect((await scene.decide(signed.cookie, 'allow', page.body)).statusCode).toBe(422)
      expect(String((await scene.decide(signed.cookie, 'cancel', page.body)).headers.location)).toContain('error=access_denied')
    }
  })

  it('decides once: neither the page nor the request can be used again, and another browser has no part in it', async () => {
    const wallet = publicWallet()
    const { request_uri: requestUri } = (await scene.push(wallet, 'c'.repeat(43))).json<{ request_uri: string }>()
    const [one, other] = [await scene.come(wallet, requestUri), await scene.come(wallet, requestUri)]
    const [first, second] = [await scene.signIn(one.cookie), await scene.signIn(other.cookie)]
    expect((await scene.signIn(one.cookie)).answer.statusCode).toBe(400)
    const [page, otherPage] = [(await scene.look(first.cookie)).body, (await scene.look(second.cookie)).body]
    expect((await scene.decide(first.cookie, 'allow', otherPage)).statusCode).toBe(403)
    expect((await scene.decide(first.cookie, 'allow', page)).statusCode).toBe(303)
    for (const again of [await scene.decide(first.cookie, 'allow', page), await scene.decide(second.cookie, 'allow', otherPage), (await scene.come(wallet, requestUri)).answer]) expect(again.statusCode).toBe(400)
  })
})

describe('the database', () => {
  it('alone tells neither who signed in nor what was asked', async () => {
    const wallet = publicWallet()
    await scene.authorized(wallet, { state: 'a-marked-state' })
    const rows = await scene.rows<{ sealed: Buffer | null; kind: string }>('SELECT * FROM authorization_steps')
    const text = JSON.stringify(rows.map((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))))
    for (const trace of ['a-marked-state', subject, redirectUri, wallet.clientId]) expect(text).not.toContain(trace)
    expect(rows.some(({ kind }) => kind === 'code')).toBe(true)
  })
})
