import { randomUUID } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outsideDrafts } from '@counterfoil/issuer/adapters/outside-drafts'
import { endBegun } from '@counterfoil/issuer/adapters/sign-in-ends'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import type { NewDraft } from '@counterfoil/issuer/ports/authorization'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { startCouncilServer, wallet, type CouncilServer } from '../../support/council-authorization-server.ts'
import { insecure, withNonce } from '../../support/oauth-client.ts'
import { athOf, dpopProof, thumbprint, walletKey, type DpopChanges, type WalletKey } from '../../support/outside-wallet.ts'
import { PlainBrowser } from '../../support/plain-browser.ts'
import { makeKeyPair, makeProof } from '../issuer-scene.ts'
import { openIssuerDatabase } from '../own-database.ts'
import { openWallet } from './open-wallet.ts'
import { openProfileScene, type ProfileScene } from './profile-scene.ts'

// Citizens sign in at a council's own authorization server, and the issuer takes its tokens: `oidc-provider` as it is, and a client that nobody here wrote.

let scene: ProfileScene
let server: CouncilServer
beforeAll(async () => {
  server = await startCouncilServer('blue-badge')
  scene = await openProfileScene(() => ({
    profiles: [otherProfiles.haip],
    outsideServers: { servers: { open: server.url, haip: server.url }, recordClaim: 'sub', recordColumn: 'sign_in_subject', privateHosts: ['localhost'] },
  }))
})
afterAll(async () => {
  await scene.close()
  await server.close()
})

const now = (): number => Math.floor(Date.now() / 1000)
const wellKnown = (issuer: string, name: string): string => `${new URL(issuer).origin}/.well-known/${name}${new URL(issuer).pathname}`
const json = async (url: string, init?: RequestInit): Promise<Record<string, unknown>> => (await (await fetch(url, init)).json()) as Record<string, unknown>
const nonceOf = async (issuer: string): Promise<string> => String((await json(`${issuer}/nonce`, { method: 'POST' }))['c_nonce'])
const bodyOf = async (issuer: string, asked: object = { credential_configuration_id: 'blue-badge-sd-jwt' }, holder = makeKeyPair()): Promise<string> =>
  JSON.stringify({ ...asked, proofs: { jwt: [makeProof(holder, { iss: wallet.clientId, aud: issuer, iat: now(), nonce: await nonceOf(issuer) })] } })

/** As a wallet of the standard does: from the issuer's metadata to the server that they name, and back with its token. */
async function collectAt(issuer: string): Promise<Response> {
  const [named] = (await json(wellKnown(issuer, 'openid-credential-issuer')))['authorization_servers'] as string[]
  const as = await oauth.processDiscoveryResponse(new URL(named ?? ''), await oauth.discoveryRequest(new URL(named ?? ''), insecure))
  const client: oauth.Client = { client_id: wallet.clientId }
  const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const parameters = { response_type: 'code', redirect_uri: wallet.redirectUri, state, scope: 'blue-badge', resource: issuer, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
  const pushed = await withNonce(async () => oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, oauth.None(), parameters, { DPoP: dpop, ...insecure })))
  const back = await new PlainBrowser().follow(`${as.authorization_endpoint ?? ''}?${new URLSearchParams({ client_id: wallet.clientId, request_uri: pushed.request_uri }).toString()}`)
  const answer = oauth.validateAuthResponse(as, client, new URL(back.address), state)
  const tokens = await withNonce(async () => oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), answer, wallet.redirectUri, verifier, { DPoP: dpop, ...insecure })))
  expect(tokens.token_type).toBe('dpop')
  const body = await bodyOf(issuer)
  const ask = () => withNonce(() => oauth.protectedResourceRequest(tokens.access_token, 'POST', new URL(`${issuer}/credential`), new Headers({ 'content-type': 'application/json' }), body, { DPoP: dpop, ...insecure }))
  const first = await ask()
  // An answer may get lost: the same key gets the same again.
  expect(((await (await ask()).json()) as Record<string, unknown>)['notification_id']).toBe(((await first.clone().json()) as Record<string, unknown>)['notification_id'])
  return first
}

describe('an authorization server of the council’s own', () => {
  it.each(['haip', undefined] as const)('gives the tokens by which a wallet collects, in the profile %s', async (profile) => {
    const answer = await collectAt(scene.identifier(profile))
    expect(answer.status).toBe(200)
    expect(await answer.text()).toMatch(/"credential":"[\w-]+\.[\w-]+\.[\w-]+~/)
  })

  it('stands alone in HAIP: ours has no endpoint and no metadata there', async () => {
    const issuer = scene.identifier('haip')
    expect((await json(wellKnown(issuer, 'openid-credential-issuer')))['authorization_servers']).toEqual([server.url])
    const post = (path: string) => fetch(`${issuer}/${path}`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code' }) })
    const asked = [await post('token'), await post('par'), await fetch(`${issuer}/authorize?client_id=x&request_uri=y`, { redirect: 'manual' }), await fetch(wellKnown(issuer, 'oauth-authorization-server')), await fetch(`${issuer}/sign-in-offers/blue-badge`)]
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  })

  it('stands beside ours where staff make offers, which say whose their code is', async () => {
    const issuer = scene.identifier()
    expect((await json(wellKnown(issuer, 'openid-credential-issuer')))['authorization_servers']).toEqual([server.url, issuer])
    expect((await json(wellKnown(issuer, 'oauth-authorization-server')))['grant_types_supported']).toEqual(['urn:ietf:params:oauth:grant-type:pre-authorized_code'])
    expect((await fetch(`${issuer}/par`, { method: 'POST', body: new URLSearchParams() })).status).toBe(404)
    const { offerUri, txCode } = await scene.offer()
    expect(Object.values((await json(offerUri))['grants'] as object)).toEqual([expect.objectContaining({ authorization_server: issuer })])
    expect(await openWallet({ anchors: scene.anchors, keyOf: scene.keyOf }).collect(offerUri, String(txCode))).toBeTruthy()
  })

  it('is believed in `authorization_details`, by the identifiers that follow from its configurations', async () => {
    const issuer = scene.identifier('haip')
    const key = walletKey()
    const details = [{ type: 'openid_credential', credential_configuration_id: 'blue-badge-mdoc', credential_identifiers: ['blue-badge-mdoc.current'] }, { type: 'payment_initiation' }]
    const token = server.tokenWith({ claims: { aud: issuer, jti: randomUUID(), cnf: { jkt: thumbprint(key) }, authorization_details: details } })
    const ask = async (asked: object): Promise<[number, unknown]> => {
      const answer = await present(issuer, { token, key, asked })
      return [answer.status, ((await answer.json()) as Record<string, unknown>)['error']]
    }
    expect(await ask({ credential_configuration_id: 'blue-badge-mdoc' })).toEqual([400, 'invalid_credential_request'])
    expect(await ask({ credential_identifier: 'blue-badge-sd-jwt.current' })).toEqual([400, 'unknown_credential_identifier'])
    expect(await ask({ credential_identifier: 'blue-badge-mdoc.current' })).toEqual([200, undefined])
  })

  it('may give bearer tokens of five minutes in the open profile', async () => {
    const issuer = scene.identifier()
    const answer = await fetch(`${issuer}/credential`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${server.tokenWith({ claims: { aud: issuer, jti: randomUUID(), scope: 'blue-badge' } })}` }, body: await bodyOf(issuer) })
    expect(answer.status).toBe(200)
  })

  it('gives nothing to who signed in before the citizen stopped what was on a lost device', async () => {
    const issuer = scene.identifier()
    const tokenOf = (claims: object): string => server.tokenWith({ claims: { aud: issuer, jti: randomUUID(), scope: 'blue-badge', ...claims } })
    const ask = async (token: string): Promise<number> => (await fetch(`${issuer}/credential`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: await bodyOf(issuer) })).status
    const used = tokenOf({})
    expect(await ask(used)).toBe(200)
    const [newest] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid DESC LIMIT 1')
    await scene.issuer.changeStatus(scene.authority, newest?.id ?? ('' as CounterfoilId), 'suspend', { staff: scene.staff, reason: 'reported_lost' })
    expect(await ask(used)).toBe(401)
    expect(await ask(tokenOf({ auth_time: now() - 60 }))).toBe(401)
    expect((await fetch(`${issuer}/notification`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${used}` }, body: '{}' })).status).toBe(401)
    // A server that renews its tokens tells a sign-in of long ago.
    expect(await ask(tokenOf({ auth_time: now() - 30 * 86_400 }))).toBe(401)
    expect(await ask(tokenOf({ auth_time: now() + 3 }))).toBe(200)
  })

  it('gives one credential by a token, however its signature is written', async () => {
    const issuer = scene.identifier()
    const token = server.tokenWith({ claims: { aud: issuer, jti: randomUUID(), scope: 'blue-badge', auth_time: now() + 3 } })
    const body = await bodyOf(issuer)
    const ask = async (written: string): Promise<[number, unknown]> => {
      const answer = await fetch(`${issuer}/credential`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${written}` }, body })
      return [answer.status, ((await answer.json()) as Record<string, unknown>)['notification_id']]
    }
    const first = await ask(token)
    expect(first).toEqual([200, expect.any(String)])
    expect(await ask(otherSignature(token))).toEqual(first)
    expect((await ask(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`))[0]).toBe(401)
  })

  it('gives nothing when a device is reported lost while the record is read', async () => {
    const database = await openIssuerDatabase()
    const person = 'a-person' as PersonHandle
    try {
      await database.database.write((writes) => endBegun(writes, { authority: 'aldermoor', person, now: epochSeconds(now()) }))
      await expect(outsideDrafts(database.database).keep('aldermoor', [{ tokenLookup: 'of a token' } as unknown as NewDraft], { person, since: epochSeconds(now() - 1) }, epochSeconds(now()))).rejects.toMatchObject({ code: 'token_invalid' })
    } finally {
      await database.close()
    }
  })
})

const orderOfP256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The other signature that is as good: (r, n − s). */
function otherSignature(jwt: string): string {
  const [header, payload, signature = ''] = jwt.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const s = (orderOfP256 - BigInt(`0x${bytes.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0')
  return `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')]).toString('base64url')}`
}

interface Shown {
  readonly token: string
  readonly key: WalletKey
  readonly asked?: object
  readonly scheme?: string
  /** Null for none. */
  readonly proof?: DpopChanges | null
  readonly nonce?: string
}

async function present(issuer: string, { token, key, asked, scheme = 'DPoP', proof = {}, nonce }: Shown): Promise<Response> {
  const given = nonce ?? String((await fetch(`${issuer}/nonce`, { method: 'POST' })).headers.get('dpop-nonce'))
  const dpop: Record<string, string> = proof === null ? {} : { dpop: dpopProof(key, { htm: 'POST', htu: `${issuer}/credential`, iat: now(), nonce: given, ath: athOf(token) }, proof) }
  return fetch(`${issuer}/credential`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `${scheme} ${token}`, ...dpop }, body: await bodyOf(issuer, asked) })
}

type Claims = Readonly<Record<string, unknown>>
interface Bad {
  readonly claims?: Claims
  readonly header?: Claims
  /** Signed by somebody else. */
  readonly foreign?: true
  readonly present?: Partial<Shown>
  readonly mend?: (token: string) => string
}

const invalidToken = [401, 'invalid_token', 'DPoP error="invalid_token", algs="ES256"'] as const
const invalidProof = [401, 'invalid_dpop_proof', 'DPoP error="invalid_dpop_proof", algs="ES256"'] as const
const scopeLacks = [403, 'insufficient_scope', 'DPoP error="insufficient_scope", algs="ES256"'] as const
const denied = [400, 'credential_request_denied', null] as const
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const bad: readonly [what: string, bad: Bad, answer: readonly [number, string, string | null]][] = [
  ['for another issuer', { claims: { aud: 'https://elsewhere.example' } }, invalidToken],
  ['for nobody', { claims: { aud: undefined } }, invalidToken],
  ['for the council’s open issuer', { claims: { aud: 'open' } }, invalidToken],
  ['for others as well', { claims: { aud: 'both' } }, invalidToken],
  ['of another server', { claims: { iss: 'https://elsewhere.example' } }, invalidToken],
  ['without `iss`', { claims: { iss: undefined } }, invalidToken],
  ['that has expired', { claims: { iat: 1, exp: 300 } }, invalidToken],
  ['of tomorrow', { claims: { iat: now() + 86_400, exp: now() + 86_700 } }, invalidToken],
  ['of who signed in tomorrow', { claims: { auth_time: now() + 86_400 } }, invalidToken],
  ['of who signed in two years ago', { claims: { auth_time: now() - 2 * 365 * 86_400 } }, invalidToken],
  ['without an end', { claims: { exp: undefined } }, invalidToken],
  ['that lives a day', { claims: { exp: now() + 86_400 } }, invalidToken],
  ['that is good later', { claims: { nbf: now() + 600 } }, invalidToken],
  ...['sub', 'jti', 'iat', 'client_id'].map((name): [string, Bad, readonly [number, string, string]] => [`without \`${name}\``, { claims: { [name]: undefined } }, invalidToken]),
  ['with a `sub` that is no text', { claims: { sub: 7 } }, invalidToken],
  ['that is an ID token', { header: { typ: 'JWT' } }, invalidToken],
  ['without `typ`', { header: { typ: undefined } }, invalidToken],
  ['with a `kid` that nobody knows', { header: { kid: 'another' } }, invalidToken],
  ['with an extension that nobody knows', { header: { crit: ['x'], x: 1 } }, invalidToken],
  ['signed by a foreign key', { foreign: true }, invalidToken],
  ['that says HS256', { header: { alg: 'HS256' } }, invalidToken],
  ['with `alg` none, and a signature', { header: { alg: 'none' } }, invalidToken],
  ['with `alg` none, and no signature', { mend: (token) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1]}.` }, invalidToken],
  ['whose claims were changed', { mend: (token) => token.replace(/\.(.)/, (_, first: string) => `.${first === 'e' ? 'f' : 'e'}`) }, invalidToken],
  ['that isn’t bound to a key', { claims: { cnf: undefined } }, invalidToken],
  ['that is bound to a certificate', { claims: { cnf: { 'x5t#S256': 'A'.repeat(43) } } }, invalidToken],
  ['that is bound to two things', { claims: { cnf: { jkt: 'A'.repeat(43), 'x5t#S256': 'A'.repeat(43) } } }, invalidToken],
  ['that is bound to another key', { claims: { cnf: { jkt: thumbprint(walletKey()) } } }, invalidToken],
  ['with a binding that is no object', { claims: { cnf: 'jkt' } }, invalidToken],
  ['shown as a bearer token', { present: { scheme: 'Bearer' } }, [401, 'invalid_token', 'Bearer error="invalid_token"']],
  ['without a proof', { present: { proof: null } }, invalidProof],
  ['with a proof for another token', { present: { proof: { claims: { ath: athOf('another') } } } }, invalidProof],
  ['with a proof for no token', { present: { proof: { claims: { ath: undefined } } } }, invalidProof],
  ['with a proof for another address', { present: { proof: { claims: { htu: 'https://elsewhere.example/credential' } } } }, invalidProof],
  ['with a proof for another method', { present: { proof: { claims: { htm: 'GET' } } } }, invalidProof],
  ['with a proof of a year ago', { present: { proof: { claims: { iat: 1_700_000_000 } } } }, invalidProof],
  ['with a proof without the nonce', { present: { proof: { claims: { nonce: undefined } } } }, [401, 'use_dpop_nonce', 'DPoP error="use_dpop_nonce", algs="ES256"']],
  ['without a scope', { claims: { scope: undefined } }, scopeLacks],
  ['with a scope of somebody else’s', { claims: { scope: 'payments blue' } }, scopeLacks],
  ['with a scope that is a list', { claims: { scope: ['blue-badge'] } }, invalidToken],
  ['with details of another sort alone', { claims: { scope: undefined, authorization_details: [{ type: 'payment_initiation' }] } }, scopeLacks],
  ['with details of a configuration that isn’t here', { claims: { scope: undefined, authorization_details: [{ type: 'openid_credential', credential_configuration_id: 'passport' }] } }, scopeLacks],
  ['with details that name no configuration', { claims: { authorization_details: [{ type: 'openid_credential' }] } }, invalidToken],
  ['with details that are no list', { claims: { authorization_details: {} } }, invalidToken],
  ['with an identifier that isn’t ours', { claims: { authorization_details: [{ type: 'openid_credential', credential_configuration_id: 'blue-badge-mdoc', credential_identifiers: ['passport'] }] } }, invalidToken],
  ['for another type than asked', { claims: { scope: 'library-card' } }, denied],
  ['of somebody without a record', { claims: { sub: 'nobody' } }, denied],
]

describe('an access token from outside', () => {
  it.each(bad)('%s gives nothing, and says why', async (_what, { claims = {}, header, foreign, present: shown = {}, mend = (token) => token }, [status, error, challenge]) => {
    const issuer = scene.identifier('haip')
    const key = walletKey()
    const audience = claims['aud'] === 'open' ? { aud: scene.identifier() } : claims['aud'] === 'both' ? { aud: [issuer, scene.identifier()] } : {}
    const token = mend(server.tokenWith({ header: header ?? {}, claims: { aud: issuer, jti: randomUUID(), scope: 'blue-badge', cnf: { jkt: thumbprint(key) }, ...claims, ...audience }, ...(foreign === undefined ? {} : { key: walletKey() }) }))
    const answer = await present(issuer, { token, key, ...shown })
    expect([answer.status, ((await answer.json()) as Record<string, unknown>)['error'], answer.headers.get('www-authenticate')]).toEqual([status, error, challenge])
  })

  it('is worth no proof that was shown before', async () => {
    const issuer = scene.identifier('haip')
    const key = walletKey()
    const token = server.tokenWith({ claims: { aud: issuer, jti: randomUUID(), scope: 'blue-badge', cnf: { jkt: thumbprint(key) } } })
    const proof = { claims: { jti: randomUUID(), iat: now() } }
    const nonce = String((await fetch(`${issuer}/nonce`, { method: 'POST' })).headers.get('dpop-nonce'))
    expect((await present(issuer, { token, key, proof, nonce })).status).toBe(200)
    const again = await present(issuer, { token, key, proof, nonce })
    expect([again.status, await again.json()]).toMatchObject([401, { error: 'invalid_dpop_proof' }])
  })

  it('that lives longer than five minutes is taken only where it is bound to a key', async () => {
    const issuer = scene.identifier()
    const long = { aud: issuer, scope: 'blue-badge', exp: now() + 3000 }
    const key = walletKey()
    const bearer = server.tokenWith({ claims: { ...long, jti: randomUUID() } })
    expect((await present(issuer, { token: bearer, key, scheme: 'Bearer', proof: null })).status).toBe(401)
    expect((await present(issuer, { token: server.tokenWith({ claims: { ...long, jti: randomUUID(), cnf: { jkt: thumbprint(key) } } }), key })).status).toBe(200)
  })

  it('drafts once, however many requests come with it at once', async () => {
    const issuer = scene.identifier('haip')
    const key = walletKey()
    const token = server.tokenWith({ claims: { aud: issuer, jti: randomUUID(), scope: 'blue-badge', cnf: { jkt: thumbprint(key) } } })
    const count = async (): Promise<number> => (await scene.rows<{ made: number }>('SELECT count(*) AS made FROM credential_offers'))[0]?.made ?? 0
    const before = await count()
    await Promise.all(Array.from({ length: 6 }, () => present(issuer, { token, key })))
    expect((await count()) - before).toBe(1)
  })
})
