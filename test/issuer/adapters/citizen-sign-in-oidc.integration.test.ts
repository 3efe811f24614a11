import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { citizenSignInOidc, type CitizenOidcClient } from '@counterfoil/issuer/adapters/citizen-sign-in-oidc'
import { coreIdentityClaim } from '@counterfoil/issuer/adapters/core-identity'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const clientId = 'counterfoil-citizens'
const redirectUri = 'http://localhost:5310/collect/signed-in'

interface Answer {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly key?: CryptoKey
  readonly unsigned?: boolean
  readonly identity?: Identity
}

/** What the identity service says; `null` for nothing. */
interface Identity {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: CryptoKey
  readonly says?: (statement: string) => unknown
  /** Of its DID document. */
  readonly document?: Readonly<Record<string, unknown>>
  readonly documentStatus?: number
}

let server: Server
let issuerUrl: string
let keys: { readonly privateKey: CryptoKey; readonly publicJwk: JWK }
let another: CryptoKey
let own: JWK
let identityKey: { readonly privateKey: CryptoKey; readonly publicJwk: JWK }
/** What the identity service was asked for, and the last request for a sign-in. */
let documentsAsked = 0
let asked = new URLSearchParams()
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

const did = (): string => `did:web:${encodeURIComponent(new URL(issuerUrl).host)}`

async function userinfo(): Promise<object> {
  const { identity } = answer
  if (identity === undefined) return { sub: 'ada' }
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: `${issuerUrl}/`, aud: clientId, sub: 'ada', vot: 'P2', vtm: `${issuerUrl}/trustmark`, nbf: now, iat: now, exp: now + 1800, vc: { credentialSubject: { name: ['Ada'] } }, ...identity.claims }
  const statement = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: `${did()}#k`, ...identity.header }).sign(identity.key ?? identityKey.privateKey)
  return { sub: 'ada', [coreIdentityClaim]: (identity.says ?? String)(statement) }
}

beforeAll(async () => {
  const pair = await generateKeyPair('ES256')
  keys = { privateKey: pair.privateKey, publicJwk: { ...(await exportJWK(pair.publicKey)), kid: 'the-provider', alg: 'ES256', use: 'sig' } }
  another = (await generateKeyPair('ES256')).privateKey
  const identityPair = await generateKeyPair('ES256')
  identityKey = { privateKey: identityPair.privateKey, publicJwk: await exportJWK(identityPair.publicKey) }
  own = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
  server = createServer((request, response) => {
    const say = (body: object): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration') say({ issuer: issuerUrl, authorization_endpoint: `${issuerUrl}/authorize`, token_endpoint: `${issuerUrl}/token`, jwks_uri: `${issuerUrl}/jwks`, userinfo_endpoint: `${issuerUrl}/userinfo`, id_token_signing_alg_values_supported: ['ES256'], response_types_supported: ['code'], subject_types_supported: ['pairwise'] })
    else if (request.url === '/jwks') say({ keys: [keys.publicJwk] })
    else if (request.url === '/.well-known/did.json') {
      documentsAsked += 1
      response.statusCode = answer.identity?.documentStatus ?? 200
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ id: did(), assertionMethod: [{ id: 'did:web:elsewhere.example#k', publicKeyJwk: {} }, { id: `${did()}#k`, publicKeyJwk: identityKey.publicJwk }], ...answer.identity?.document }))
    } else if (request.url === '/userinfo') void userinfo().then(say)
    else void idToken().then((token) => say({ access_token: 'an access token', token_type: 'Bearer', id_token: token }))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  issuerUrl = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const withIdentity = (): Partial<CitizenOidcClient> => ({ vectorsOfTrust: ['Cl.Cm.P2'], trustmark: `${issuerUrl}/trustmark`, identityService: issuerUrl })

async function signIn(given: Answer, callback: (state: string) => Readonly<Record<string, string>> = (state) => ({ code: 'a code', state }), changes: Partial<CitizenOidcClient> = {}) {
  const flow = citizenSignInOidc({ issuerUrl, clientId, key: own, redirectUri, scope: 'openid', vectorsOfTrust: ['Cl.Cm'], trustmark: null, identityService: null, subjectClaim: 'sub', clock: systemClock, ...changes })
  const { url, checks } = await flow.start('en')
  asked = new URL(url).searchParams
  nonce = checks.nonce
  answer = given
  return flow.finish(new URL(`${redirectUri}?${new URLSearchParams(callback(checks.state)).toString()}`), checks)
}

const sure = (given: Answer, changes: Partial<CitizenOidcClient> = {}) => signIn({ claims: { vtm: `${issuerUrl}/trustmark` }, ...given }, undefined, { ...withIdentity(), ...changes })

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
    for (const vot of ['Cl', 'Cm', 'P2', 'Cl.Cm.', 'cl.cm', 7, undefined]) expect(await signIn({ claims: { vot } }), String(vot)).toEqual({ outcome: 'not_sure_enough' })
  })

  it('takes who did it more safely, in whichever order that is said', async () => {
    for (const vot of ['Cm.Cl', 'Cl.Cm.Ca']) expect(await signIn({ claims: { vot } })).toEqual({ outcome: 'signed_in', subject: 'ada' })
    expect(await signIn({}, undefined, { vectorsOfTrust: ['Cl.Cm', 'Cl'] })).toEqual({ outcome: 'signed_in', subject: 'ada' })
    expect(asked.get('vtr')).toBe('["Cl.Cm","Cl"]')
    expect(asked.has('claims')).toBe(false)
  })

  it('holds the vector against the provider’s own trustmark where one is named', async () => {
    expect(await signIn({ claims: { vtm: 'https://elsewhere.example/trustmark' } }, undefined, { trustmark: `${issuerUrl}/trustmark` })).toEqual({ outcome: 'not_sure_enough' })
  })

  it('takes no answer with another state, and hears no refusal in it', async () => {
    expect(await signIn({}, () => ({ code: 'a code', state: 'another' }))).toEqual({ outcome: 'not_understood' })
    expect(await signIn({}, () => ({ error: 'access_denied', state: 'another' }))).toEqual({ outcome: 'not_understood' })
    expect(await signIn({}, (state) => ({ error: 'access_denied', state }))).toEqual({ outcome: 'declined' })
  })
})

describe('the identity of a citizen, where it has to be confirmed', () => {
  it('is asked for by vector and claim, and is sure enough at the level that was asked for, or above', async () => {
    for (const vot of ['P2', 'P3']) expect(await sure({ identity: { claims: { vot } } })).toEqual({ outcome: 'signed_in', subject: 'ada' })
    expect(asked.get('vtr')).toBe('["Cl.Cm.P2"]')
    expect(JSON.parse(asked.get('claims') ?? '')).toEqual({ userinfo: { 'https://vocab.account.gov.uk/v1/coreIdentityJWT': null } })
  })

  it('may be less sure where a vector says that this is enough, too', async () => {
    expect(await sure({ identity: { claims: { vot: 'P1' } } }, { vectorsOfTrust: ['Cl.Cm.P2', 'Cl.Cm.P1'] })).toEqual({ outcome: 'signed_in', subject: 'ada' })
    expect(await sure({}, { vectorsOfTrust: ['Cl.Cm.P2', 'Cl.Cm'] })).toEqual({ outcome: 'signed_in', subject: 'ada' })
  })

  it.each<[string, () => Answer]>([
    ['there is no statement', () => ({})],
    ['the statement is no text', () => ({ identity: { says: () => ({ vot: 'P2' }) } })],
    ['the statement is no JWT', () => ({ identity: { says: () => 'P2' } })],
    ['it is confirmed less surely', () => ({ identity: { claims: { vot: 'P1' } } })],
    ['nothing is said of how surely', () => ({ identity: { claims: { vot: undefined } } })],
    ['the level is none', () => ({ identity: { claims: { vot: 'P2.P3' } } })],
    ['it is somebody else’s', () => ({ identity: { claims: { sub: 'bryn' } } })],
    ['it is for another service', () => ({ identity: { claims: { aud: 'another' } } })],
    ['another says it', () => ({ identity: { claims: { iss: 'https://identity.example/' } } })],
    ['it has expired', () => ({ identity: { claims: { exp: 1 } } })],
    ['it has no end', () => ({ identity: { claims: { exp: undefined } } })],
    ['it is good later', () => ({ identity: { claims: { nbf: 4_000_000_000 } } })],
    ['it has another trustmark', () => ({ identity: { claims: { vtm: 'https://elsewhere.example/trustmark' } } })],
    ['another key signed it', () => ({ identity: { key: another } })],
    ['its key is in nobody’s document', () => ({ identity: { header: { kid: `${did()}#another` } } })],
    ['its key is of another document', () => ({ identity: { header: { kid: 'did:web:elsewhere.example#k' } } })],
    ['it names no key', () => ({ identity: { header: { kid: undefined } } })],
    ['nobody signed it', () => ({ identity: { says: (statement) => `${encode({ alg: 'none' })}.${statement.split('.')[1]}.` } })],
    ['the document is of another', () => ({ identity: { document: { id: 'did:web:elsewhere.example' } } })],
    ['the document has no keys', () => ({ identity: { document: { assertionMethod: {} } } })],
    ['the sign-in itself was less safe', () => ({ claims: { vot: 'Cl', vtm: `${issuerUrl}/trustmark` }, identity: {} })],
  ])('isn’t sure enough when %s', async (_what, given) => {
    expect(await sure(given())).toEqual({ outcome: 'not_sure_enough' })
  })

  it('can’t be told while no key can be had', async () => {
    await expect(sure({ identity: { documentStatus: 503 } })).rejects.toMatchObject({ code: 'temporarily_unavailable' })
  })

  it('is told by keys that are kept, also while they can’t be had anew, and are looked for where one isn’t known', async () => {
    let now = Math.floor(Date.now() / 1000)
    const flow = citizenSignInOidc({ issuerUrl, clientId, key: own, redirectUri, scope: 'openid', subjectClaim: 'sub', clock: { now: () => epochSeconds(now) }, vectorsOfTrust: ['Cl.Cm.P2'], trustmark: null, identityService: issuerUrl })
    const again = async (identity: Identity) => {
      const { checks } = await flow.start('en')
      nonce = checks.nonce
      answer = { identity: { claims: { exp: now + 100 }, ...identity } }
      return (await flow.finish(new URL(`${redirectUri}?${new URLSearchParams({ code: 'a code', state: checks.state }).toString()}`), checks)).outcome
    }
    documentsAsked = 0
    expect([await again({}), await again({}), documentsAsked]).toEqual(['signed_in', 'signed_in', 1])
    now += 20
    expect([await again({ header: { kid: `${did()}#new` } }), documentsAsked]).toEqual(['not_sure_enough', 2])
    now += 4000
    expect([await again({ documentStatus: 503 }), documentsAsked]).toEqual(['signed_in', 3])
  })
})
