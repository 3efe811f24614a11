import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { attestedWallet, openAuthorizingScene, pkce, publicWallet, type AuthorizingScene, type Tokens, type Wallet } from '../authorizing-scene.ts'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, proofClaims } from '../issuer-scene.ts'

const here = 'aldermoor/haip'
let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene({ settings: { profiles: [otherProfiles.haip] } })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** A token that an attested wallet got of a profile. */
async function tokenOf(wallet: Wallet, authority: string): Promise<string> {
  const { verifier, challenge } = pkce()
  const pushed = await scene.push(wallet, challenge, {}, authority)
  const { cookie } = await scene.come(wallet, pushed.json<{ request_uri: string }>().request_uri, authority)
  const signed = await scene.signIn(cookie)
  const code = new URL(String((await scene.decide(signed.cookie, 'allow')).headers.location)).searchParams.get('code') ?? ''
  return (await scene.exchange(wallet, { code, verifier }, {}, authority)).json<Tokens>().access_token
}

const keyProof = async (nonceFrom: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> => makeProof(makeKeyPair(), proofClaims(await scene.nonce(nonceFrom), { aud: `${issuerUrl}/${here}`, iat: scene.now(), ...changes }))

/** A credential request at `authority` with the token of an attested wallet from `from`. */
async function collectAt(authority: string, { from = here, ...changes }: { readonly from?: string; readonly body?: Readonly<Record<string, unknown>>; readonly scheme?: 'Bearer' }): Promise<LightMyRequestResponse> {
  const wallet = attestedWallet()
  const token = await tokenOf(wallet, from)
  const body = { credential_configuration_id: 'residency-sd-jwt', ...changes.body }
  return scene.collect(wallet, token, body, { authority, ...(changes.scheme === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }) })
}

const refused: readonly (readonly [what: string, error: string, status: number, ask: () => Promise<LightMyRequestResponse>])[] = [
  ['a pre-authorized code', 'unsupported_grant_type', 400, async () => scene.post('token', { grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': (await scene.offer()).code }, {}, here)],
  ['a wallet that nobody attests', 'invalid_client', 401, () => scene.push(publicWallet(), pkce().challenge, {}, here)],
  ['an attested wallet without its attestation', 'invalid_client_attestation', 401, () => scene.post('par', scene.requestFields(attestedWallet(), pkce().challenge), {}, here)],
  ['an attestation for the open profile', 'invalid_client_attestation', 401, () => {
    const wallet = attestedWallet()
    return scene.post('par', scene.requestFields(wallet, pkce().challenge), scene.attested(wallet, 'aldermoor'), here)
  }],
  ['PKCE that is plain', 'invalid_request', 400, () => scene.push(attestedWallet(), pkce().challenge, { code_challenge_method: 'plain' }, here)],
  ['a token without the proof of its key', 'invalid_token', 401, () => collectAt(here, { scheme: 'Bearer' })],
  ['a token of the open profile', 'invalid_token', 401, () => collectAt(here, { from: 'aldermoor' })],
  ['its own token at the open profile', 'invalid_token', 401, () => collectAt('aldermoor', {})],
  ['a format that it does not have', 'unknown_credential_configuration', 400, () => collectAt(here, { body: { credential_configuration_id: 'residency-jwt-vc' } })],
  ['a nonce of the open profile', 'invalid_nonce', 400, async () => collectAt(here, { body: { proofs: { jwt: [await keyProof('aldermoor')] } } })],
  ['a proof for the open profile', 'invalid_proof', 400, async () => collectAt(here, { body: { proofs: { jwt: [await keyProof(here, { aud: `${issuerUrl}/aldermoor` })] } } })],
]

describe('the HAIP profile refuses', () => {
  it.each(refused)('%s: %s', async (_what, error, status, ask) => {
    const answer = await ask()
    expect([answer.statusCode, answer.json<{ error: string }>().error], answer.body).toEqual([status, error])
  })

  it('to show an offer: nobody makes one there', async () => {
    const { offerUri } = await scene.offer()
    expect((await scene.inject({ method: 'GET', url: offerUri.slice(issuerUrl.length).replace('/aldermoor/', `/${here}/`) })).statusCode).toBe(404)
  })

  it('a request that was pushed to the open profile', async () => {
    const wallet = attestedWallet()
    const pushed = await scene.push(wallet, pkce().challenge)
    const { answer } = await scene.come(wallet, pushed.json<{ request_uri: string }>().request_uri, here)
    expect(answer.statusCode).toBe(400)
  })
})

describe('the HAIP profile', () => {
  it('says what it has, and nothing that the profile leaves out', async () => {
    const server = (await scene.inject({ method: 'GET', url: `/.well-known/oauth-authorization-server/${here}` })).json<Record<string, unknown>>()
    expect(server).toMatchObject({ issuer: `${issuerUrl}/${here}`, grant_types_supported: ['authorization_code', 'refresh_token'], token_endpoint_auth_methods_supported: ['attest_jwt_client_auth'], require_pushed_authorization_requests: true })
    expect(server).not.toHaveProperty('pre-authorized_grant_anonymous_access_supported')
    const issuer = (await scene.inject({ method: 'GET', url: `/.well-known/openid-credential-issuer/${here}` })).json<{ credential_configurations_supported: Record<string, { format: string; scope: string }> }>()
    expect(Object.values(issuer.credential_configurations_supported).map(({ format }) => format)).not.toContain('jwt_vc_json')
  })

  it('leaves the open one as it is, and counts nothing of it twice', async () => {
    const { accessToken } = await scene.redeemed()
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.now() }))
    expect((await scene.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
    const { header } = { header: (await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })).body.split('.')[0] ?? '' }
    expect(Object.keys(JSON.parse(Buffer.from(header, 'base64url').toString()) as object)).toEqual(['alg', 'typ', 'kid', 'x5c'])
  })
})

it('publishes its keys under its own name, the one in the header of its credentials among them', async () => {
  const { credential } = scene.keysOf('aldermoor')
  const answer = await scene.inject({ method: 'GET', url: `/.well-known/jwt-vc-issuer/${here}` })
  const { issuer, jwks } = answer.json<{ issuer: string; jwks: { keys: readonly object[] } }>()
  expect([answer.statusCode, issuer]).toEqual([200, `${issuerUrl}/${here}`])
  expect(jwks.keys).toContainEqual({ ...scene.keyOf(credential.kid).jwk, kid: credential.kid, use: 'sig', alg: 'ES256' })
  expect((await scene.inject({ method: 'GET', url: `/${here}/.well-known/jwks.json` })).json()).toEqual(jwks)
})
