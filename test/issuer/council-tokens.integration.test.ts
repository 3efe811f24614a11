import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Issuer } from '@counterfoil/issuer/assemble'
import { assertionOf, basic, councilClients, systemKey, systemSecret, systemsOf, type AssertionChanges } from './council-systems.ts'
import { issuerUrl, makeKeyPair, openScene, start, type Scene } from './issuer-scene.ts'

let scene: Scene
let systems: ReturnType<typeof systemsOf>
beforeAll(async () => {
  scene = await openScene({ settings: { councilClients } })
  systems = systemsOf(scene)
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** A client that nobody here wrote, at a server without a port. */
const fetchWith = ({ app }: Issuer) => async (url: string, { method, headers, body }: { method: string; headers: Record<string, string>; body?: URLSearchParams | null }): Promise<Response> => {
  const { search, pathname } = new URL(url)
  const answer = await app.inject({ method: method as 'GET', url: `${pathname}${search}`, headers, ...(body === undefined || body === null ? {} : { payload: body.toString() }) })
  return new Response(answer.body, { status: answer.statusCode, headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]) })
}

const badAssertions: readonly (readonly [what: string, changes: AssertionChanges])[] = [
  ['another key', { key: makeKeyPair() }],
  ['another audience', { claims: { aud: `${issuerUrl}/aldermoor` } }],
  ['the audience of another authority', { claims: { aud: `${issuerUrl}/brackenfield/api` } }],
  ['two audiences', { claims: { aud: [`${issuerUrl}/aldermoor/api`, 'https://elsewhere.example'] } }],
  ['no end', { claims: { exp: undefined } }],
  ['its end behind it', { claims: { exp: start - 60 } }],
  ['an end too far off', { claims: { exp: start + 3600 } }],
  ['a start that is to come', { claims: { nbf: start + 600 } }],
  ['no id', { claims: { jti: undefined } }],
  ['an id that is no text', { claims: { jti: 7 } }],
  ['an id that is too long', { claims: { jti: 'j'.repeat(300) } }],
  ['another issuer', { claims: { iss: 'aldermoor-reports' } }],
  ['another subject', { claims: { sub: 'aldermoor-reports' } }],
  ['a client that there is none of', { claims: { iss: 'nobody', sub: 'nobody' } }],
  ['a client that has no key', { claims: { iss: 'aldermoor-reports', sub: 'aldermoor-reports' } }],
]

describe('the token endpoint for councils\' systems', () => {
  it('gives oauth4webapi a token for a signed assertion, and for a secret', async () => {
    const fetching = { [oauth.customFetch]: fetchWith(scene.issuer) as never, [oauth.allowInsecureRequests]: true }
    const id = new URL(`${issuerUrl}/aldermoor/api`)
    const server = await oauth.processDiscoveryResponse(id, await oauth.discoveryRequest(id, { algorithm: 'oauth2', ...fetching }))
    expect(server.token_endpoint_auth_methods_supported).toEqual(['private_key_jwt', 'client_secret_basic'])
    const privateKey = await crypto.subtle.importKey('pkcs8', systemKey.privateKey.export({ format: 'der', type: 'pkcs8' }), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
    const ofNow: oauth.ModifyAssertionFunction = (_header, payload) => Object.assign(payload, { iat: start, nbf: start, exp: start + 60 })
    for (const [client, proof, scope] of [
      ['aldermoor-crm', oauth.PrivateKeyJwt(privateKey, { [oauth.modifyAssertion]: ofNow }), 'offers:write'],
      ['aldermoor-reports', oauth.ClientSecretBasic(systemSecret), 'counterfoils:read'],
    ] as const) {
      const known = { client_id: client }
      const answer = await oauth.processClientCredentialsResponse(server, known, await oauth.clientCredentialsGrantRequest(server, known, proof, { scope }, fetching))
      expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 300, scope })
      expect(answer.access_token).toMatch(/^cfc_/)
    }
  })

  it.each(badAssertions)('refuses an assertion with %s', async (_what, changes) => {
    const answer = await systems.byAssertion({}, changes)
    expect([answer.statusCode, answer.json<{ error: string }>().error, answer.headers['www-authenticate']]).toEqual([401, 'invalid_client', 'Basic realm="council"'])
  })

  it('takes an assertion once', async () => {
    const changes = { claims: { jti: 'the same again' } }
    expect([(await systems.byAssertion({}, changes)).statusCode, (await systems.byAssertion({}, changes)).statusCode]).toEqual([200, 401])
  })

  it('refuses an assertion that is not signed, or signed with its public key as a secret', async () => {
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await assertionOf(start)).split('.')[1]}.`
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    for (const assertion of [none, 'x', 'a.b.c', 'x'.repeat(10_000), '']) {
      const answer = await systems.askToken({ client_assertion_type: type, client_assertion: assertion })
      expect([401, 413]).toContain(answer.statusCode)
    }
    expect((await systems.askToken({ client_assertion: await assertionOf(start) })).statusCode).toBe(401)
  })

  it.each([
    ['a wrong secret', basic('aldermoor-reports', 'wrong')],
    ['a client that there is none of', basic('nobody')],
    ['a client that shows a key instead', basic('aldermoor-crm')],
    ['a client of another authority', basic('brackenfield-crm')],
    ['no colon', `Basic ${Buffer.from('aldermoor-reports').toString('base64')}`],
    ['an encoding that is broken', `Basic ${Buffer.from('aldermoor-reports:%zz').toString('base64')}`],
    ['a bearer token', 'Bearer abcdefghijklmnopqrstuvwxyz'],
  ])('refuses %s', async (_what, authorization) => {
    const answer = await systems.askToken({}, { authorization })
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([401, 'invalid_client'])
  })

  it('takes the older of two secrets while they change', async () => {
    expect((await systems.askToken({}, { authorization: basic('aldermoor-reports', 'an-older-secret-that-is-being-replaced-now') })).statusCode).toBe(200)
  })

  it.each([
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no grant', { grant_type: '' }, 'invalid_request'],
    ['a scope that there is none of', { scope: 'everything' }, 'invalid_scope'],
    ['a scope that is not this client\'s', { scope: 'counterfoils:read offers:write' }, 'invalid_scope'],
  ])('refuses %s', async (_what, fields, error) => {
    const answer = await systems.askToken(fields, { authorization: basic('aldermoor-reports') })
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([400, error])
  })

  it('refuses two proofs at once, and parameters as JSON', async () => {
    const both = await systems.askToken({ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: await assertionOf(start) }, { authorization: basic('aldermoor-reports') })
    expect(both.json<{ error: string }>().error).toBe('invalid_request')
    const json = await scene.inject({ method: 'POST', url: '/aldermoor/api/token', headers: { 'content-type': 'application/json', authorization: basic('aldermoor-reports') }, payload: '{"grant_type":"client_credentials"}' })
    expect([json.statusCode, json.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
  })
})

describe('a council token', () => {
  it('ends after five minutes', async () => {
    const token = await systems.tokenOf()
    expect((await systems.get(token, 'counterfoils')).statusCode).toBe(200)
    scene.clock.advance(299)
    expect((await systems.get(token, 'counterfoils')).statusCode).toBe(200)
    scene.clock.advance(1)
    expect((await systems.get(token, 'counterfoils')).statusCode).toBe(401)
  })

  it('is refused when altered, of another authority, or without the scope, and says which', async () => {
    const token = await systems.tokenOf('aldermoor', 'counterfoils:read')
    const altered = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
    for (const [shown, authority, status, challenge] of [
      [null, 'aldermoor', 401, 'Bearer realm="council"'],
      [altered, 'aldermoor', 401, 'Bearer realm="council", error="invalid_token"'],
      [token, 'brackenfield', 401, 'Bearer realm="council", error="invalid_token"'],
    ] as const) {
      const answer = await systems.get(shown, 'counterfoils', authority)
      expect([answer.statusCode, answer.headers['www-authenticate'], answer.headers['content-type']]).toEqual([status, challenge, 'application/problem+json; charset=utf-8'])
    }
    const lacking = await systems.post(token, 'status', { change: 'revoke', reason: 'at_request', case_reference: 'x' })
    expect([lacking.statusCode, lacking.headers['www-authenticate'], lacking.json<{ code: string }>().code]).toEqual([403, 'Bearer realm="council", error="insufficient_scope", scope="status:write"', 'insufficient_scope'])
  })

  it('opens nothing of a wallet\'s, nor a wallet\'s token anything of a council\'s', async () => {
    const council = await systems.tokenOf()
    const { accessToken } = await scene.redeemed()
    expect((await systems.get(accessToken, 'counterfoils')).statusCode).toBe(401)
    const answer = await scene.credentialWith(council, { credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: ['x'] } })
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([401, 'invalid_token'])
  })
})
