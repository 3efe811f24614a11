import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { citizenSignInOidc } from '@counterfoil/issuer/adapters/citizen-sign-in-oidc'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const clientId = 'counterfoil-citizens'
const redirectUri = 'http://localhost:5310/collect/signed-in'

interface Answer {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly key?: CryptoKey
  readonly unsigned?: boolean
}

let server: Server
let issuerUrl: string
let keys: { readonly privateKey: CryptoKey; readonly publicJwk: JWK }
let another: CryptoKey
let own: JWK
/** What the provider puts into its next ID token, beside what is right. */
let answer: Answer = {}
let nonce = ''

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function idToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuerUrl, aud: clientId, sub: 'ada', nonce, vot: 'Cl.Cm', iat: now, exp: now + 120, ...answer.claims }
  if (answer.unsigned === true) return `${encode({ alg: 'none' })}.${encode(claims)}.`
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'the-provider' }).sign(answer.key ?? keys.privateKey)
}

beforeAll(async () => {
  const pair = await generateKeyPair('ES256')
  keys = { privateKey: pair.privateKey, publicJwk: { ...(await exportJWK(pair.publicKey)), kid: 'the-provider', alg: 'ES256', use: 'sig' } }
  another = (await generateKeyPair('ES256')).privateKey
  own = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
  server = createServer((request, response) => {
    const say = (body: object): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration') say({ issuer: issuerUrl, authorization_endpoint: `${issuerUrl}/authorize`, token_endpoint: `${issuerUrl}/token`, jwks_uri: `${issuerUrl}/jwks`, id_token_signing_alg_values_supported: ['ES256'], response_types_supported: ['code'], subject_types_supported: ['pairwise'] })
    else if (request.url === '/jwks') say({ keys: [keys.publicJwk] })
    else void idToken().then((token) => say({ access_token: 'an access token', token_type: 'Bearer', id_token: token }))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  issuerUrl = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

async function signIn(given: Answer, callback: (state: string) => Readonly<Record<string, string>> = (state) => ({ code: 'a code', state })) {
  const flow = citizenSignInOidc({ issuerUrl, clientId, key: own, redirectUri, scope: 'openid', vectorsOfTrust: ['Cl.Cm'], subjectClaim: 'sub' })
  const { checks } = await flow.start('en')
  nonce = checks.nonce
  answer = given
  return flow.finish(new URL(`${redirectUri}?${new URLSearchParams(callback(checks.state)).toString()}`), checks)
}

describe('the sign-in of citizens at a provider', () => {
  it('tells who somebody is', async () => {
    expect(await signIn({})).toEqual({ outcome: 'signed_in', subject: 'ada' })
  })

  it.each<[string, () => Answer]>([
    ['signed by another key', () => ({ key: another })],
    ['that nobody signed', () => ({ unsigned: true })],
    ['for another sign-in', () => ({ claims: { nonce: 'of another' } })],
    ['for another service', () => ({ claims: { aud: 'another' } })],
    ['of another provider', () => ({ claims: { iss: 'https://another.example' } })],
    ['that has expired', () => ({ claims: { exp: 1 } })],
    ['without a subject', () => ({ claims: { sub: '' } })],
  ])('believes no ID token %s', async (_, given) => {
    expect(await signIn(given())).toEqual({ outcome: 'not_understood' })
  })

  it('takes nobody for signed in who did it less safely than was asked', async () => {
    for (const vot of ['Cl', undefined]) expect(await signIn({ claims: { vot } })).toEqual({ outcome: 'declined' })
  })

  it('takes no answer with another state, and hears no refusal in it', async () => {
    expect(await signIn({}, () => ({ code: 'a code', state: 'another' }))).toEqual({ outcome: 'not_understood' })
    expect(await signIn({}, () => ({ error: 'access_denied', state: 'another' }))).toEqual({ outcome: 'not_understood' })
    expect(await signIn({}, (state) => ({ error: 'access_denied', state }))).toEqual({ outcome: 'declined' })
  })
})
