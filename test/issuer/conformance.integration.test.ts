import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { attestedWallet, openAuthorizingScene, publicWallet, type AuthorizingScene } from './authorizing-scene.ts'
import { credentialBody, encode, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims } from './issuer-scene.ts'
import { signedBy } from '../support/outside-wallet.ts'

// What the standards ask for that no other test is about. docs/conformance.md says which sentence each of these shows.

let scene: AuthorizingScene
beforeAll(async () => {
  scene = await openAuthorizingScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

type Members = Readonly<Record<string, unknown>>

interface Configuration extends Members {
  readonly format: string
  readonly scope: string
  readonly cryptographic_binding_methods_supported: readonly string[]
  readonly proof_types_supported: Readonly<Record<string, { readonly proof_signing_alg_values_supported: readonly string[] }>>
  readonly credential_metadata: { readonly display: readonly { readonly locale: string; readonly name: string; readonly logo: { readonly uri: string } }[]; readonly claims: readonly { readonly path: readonly unknown[]; readonly display: readonly { readonly locale: string }[] }[] }
}

interface Metadata extends Members {
  readonly credential_configurations_supported: Readonly<Record<string, Configuration>>
  readonly credential_request_encryption: { readonly jwks: { readonly keys: readonly { readonly kid: string; readonly alg: string }[] }; readonly enc_values_supported: readonly string[]; readonly encryption_required: boolean }
  readonly credential_response_encryption: { readonly alg_values_supported: readonly string[]; readonly enc_values_supported: readonly string[]; readonly encryption_required: boolean }
  readonly batch_credential_issuance: { readonly batch_size: number }
}

const wellKnown = async (name: string) => scene.inject({ method: 'GET', url: `/.well-known/${name}/aldermoor` })
const metadata = async (): Promise<Metadata> => (await wellKnown('openid-credential-issuer')).json<Metadata>()
const configurations = async (): Promise<[string, Configuration][]> => Object.entries((await metadata()).credential_configurations_supported)

const once = (values: readonly unknown[]): boolean => new Set(values).size === values.length

describe('metadata of an issuer', () => {
  it('lies where the identifier says, under its own name, as JSON', async () => {
    const answer = await wellKnown('openid-credential-issuer')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(answer.json<Metadata>()['credential_issuer']).toBe(`${issuerUrl}/aldermoor`)
  })

  it.each(['openid-credential-issuer', 'oauth-authorization-server'])('lies where drafts looked for it, too: %s at the end', async (name) => {
    const atTheEnd = await scene.inject({ method: 'GET', url: `/aldermoor/.well-known/${name}` })
    expect([atTheEnd.statusCode, atTheEnd.json()]).toEqual([200, (await wellKnown(name)).json()])
    expect((await scene.inject({ method: 'GET', url: `/nowhere/.well-known/${name}` })).statusCode).toBe(404)
  })

  it('names every endpoint below the identifier, and no authorization server but the one that the identifier is', async () => {
    const said = await metadata()
    for (const endpoint of ['credential_endpoint', 'nonce_endpoint', 'deferred_credential_endpoint', 'notification_endpoint']) expect(said[endpoint]).toMatch(new RegExp(`^${issuerUrl}/aldermoor/[a-z]+$`))
    expect(said).not.toHaveProperty('authorization_servers')
    expect((await wellKnown('oauth-authorization-server')).json<Members>()['issuer']).toBe(said['credential_issuer'])
  })

  it('says how messages are encrypted: keys that each have a name of their own, algorithms, and whether they have to be', async () => {
    const { credential_request_encryption: request, credential_response_encryption: response, batch_credential_issuance: batch } = await metadata()
    expect(request.jwks.keys.length).toBeGreaterThan(0)
    expect(once(request.jwks.keys.map(({ kid }) => kid))).toBe(true)
    expect([response.alg_values_supported, request.enc_values_supported, response.enc_values_supported]).toEqual([['ECDH-ES'], ['A128GCM', 'A256GCM'], ['A128GCM', 'A256GCM']])
    expect([request.encryption_required, response.encryption_required]).toEqual([false, false])
    expect(batch.batch_size).toBeGreaterThanOrEqual(2)
  })

  it('gives each configuration a scope that stands for one type, ways to bind it, and proofs for that', async () => {
    const scopes = (await wellKnown('oauth-authorization-server')).json<{ scopes_supported: string[] }>().scopes_supported
    for (const [id, { scope, cryptographic_binding_methods_supported: binding, proof_types_supported: proofs }] of await configurations()) {
      expect([id, scopes.includes(scope), id.startsWith(`${scope}-`)]).toEqual([id, true, true])
      expect(binding.length).toBeGreaterThan(0)
      for (const { proof_signing_alg_values_supported: algorithms } of Object.values(proofs)) expect(algorithms).toEqual(['ES256'])
    }
  })

  it('asks for no key attestation where a type wants none', async () => {
    for (const [, { proof_types_supported: proofs }] of await configurations()) for (const proof of Object.values(proofs)) expect(proof).not.toHaveProperty('key_attestations_required')
  })

  it('shows each configuration and each claim once in each language, by a path that no other claim has', async () => {
    for (const [, { credential_metadata: shown }] of await configurations()) {
      expect(shown.display.map(({ locale, name, logo }) => [locale, name !== '', logo.uri.startsWith(issuerUrl)])).toEqual([['en-GB', true, true], ['cy-GB', true, true]])
      expect(once(shown.claims.map(({ path }) => JSON.stringify(path)))).toBe(true)
      for (const { path, display } of shown.claims) {
        expect(path.length).toBeGreaterThan(0)
        expect(path.every((part) => part === null || typeof part === 'string' || Number.isInteger(part))).toBe(true)
        expect(display.map(({ locale }) => locale)).toEqual(['en-GB', 'cy-GB'])
      }
    }
  })

  it('names what its format needs: a vct, a doctype, or types', async () => {
    const needed: Readonly<Record<string, (configuration: Configuration) => unknown>> = {
      'dc+sd-jwt': ({ vct }) => vct,
      mso_mdoc: ({ doctype }) => doctype,
      jwt_vc_json: ({ credential_definition: definition }) => (definition as { type: unknown[] }).type[0],
    }
    for (const [, configuration] of await configurations()) expect(typeof needed[configuration.format]?.(configuration)).toBe('string')
  })
})

describe('an offer that is fetched', () => {
  it('is JSON and nothing that is signed, with its code and no hint to another authorization server', async () => {
    const { offerUri } = await scene.offer()
    const answer = await scene.inject({ method: 'GET', url: new URL(offerUri).pathname })
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'application/json; charset=utf-8', 'no-store'])
    const { credential_issuer: issuer, credential_configuration_ids: ids, grants } = answer.json<{ credential_issuer: string; credential_configuration_ids: string[]; grants: Readonly<Record<string, Members>> }>()
    expect([issuer, once(ids), Object.keys(grants)]).toEqual([`${issuerUrl}/aldermoor`, true, [preAuthorizedCodeGrant]])
    expect(Object.keys((await metadata()).credential_configurations_supported)).toEqual(expect.arrayContaining(ids))
    const { 'pre-authorized_code': code, ...rest } = grants[preAuthorizedCodeGrant] ?? {}
    expect([typeof code, Object.keys(rest)]).toEqual(['string', ['tx_code']])
  })

  it('to whoever signs in has the state that the wallet hands on, for one type alone', async () => {
    const answer = await scene.inject({ method: 'GET', url: '/aldermoor/sign-in-offers/residency' })
    const { grants, credential_configuration_ids: ids } = answer.json<{ credential_configuration_ids: string[]; grants: Readonly<Record<string, Members>> }>()
    expect([answer.headers['content-type'], Object.keys(grants), Object.keys(grants['authorization_code'] ?? {})]).toEqual(['application/json; charset=utf-8', ['authorization_code'], ['issuer_state']])
    const supported = (await metadata()).credential_configurations_supported
    expect(new Set(ids.map((id) => supported[id]?.scope))).toEqual(new Set(['residency']))
  })
})

describe('credentials that are issued at once', () => {
  it('come as JSON, each in an object, with what a notification needs and no transaction', async () => {
    const { accessToken } = await scene.redeemed()
    const proofs = [makeKeyPair(), makeKeyPair()].map(async (key) => makeProof(key, proofClaims(await scene.nonce(), { iat: scene.clock.now() })))
    const answer = await scene.credentialWith(accessToken, credentialBody('', { proofs: { jwt: await Promise.all(proofs) } }))
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    const { credentials, ...rest } = answer.json<{ credentials: { credential: string }[] }>()
    expect(credentials.map((one) => [Object.keys(one), typeof one.credential])).toEqual([[['credential'], 'string'], [['credential'], 'string']])
    expect(Object.keys(rest)).toEqual(['notification_id'])
  })

  it('are not had by a token in the address (FAPI 2.0 Security Profile, section 5.3.4)', async () => {
    const { accessToken } = await scene.redeemed()
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
    const send = (headers: Readonly<Record<string, string>>, query = '') =>
      scene.inject({ method: 'POST', url: `/aldermoor/credential${query}`, headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(credentialBody(proof)) })
    expect((await send({}, `?access_token=${accessToken}`)).statusCode).toBe(401)
    expect((await send({ authorization: `Bearer ${accessToken}` })).statusCode).toBe(200)
  })
})

describe('who attests a key', () => {
  it('stands below an anchor: no certificate that signed itself, and none with the anchor beside it (HAIP 1.0, section 4.5.1)', async () => {
    const ca = await createConsortiumCa('Wallet providers')
    const trusting = await openScene({ clock: scene.clock, settings: { attestationAnchors: [ca.certificate, scene.provider.ca.certificate] } })
    const anchor = new X509Certificate(scene.provider.ca.certificate).raw.toString('base64')
    const send = async (x5c: readonly string[]) => {
      const { accessToken } = await trusting.redeemed()
      const claims = { iat: scene.clock.now(), exp: scene.clock.now() + 600, attested_keys: [makeKeyPair().jwk], nonce: await trusting.nonce() }
      const answer = await trusting.credentialWith(accessToken, credentialBody('', { proofs: { attestation: [signedBy(scene.provider.key, { typ: 'key-attestation+jwt', x5c }, claims)] } }))
      return [answer.statusCode, answer.json<Members>()['error']]
    }
    expect(await send(scene.provider.x5c)).toEqual([200, undefined])
    for (const x5c of [[anchor], [...scene.provider.x5c, anchor]]) expect(await send(x5c)).toEqual([400, 'invalid_proof'])
    await trusting.close()
    trusting.erase()
  })
})

describe('the authorization server', () => {
  it.each([
    ['public', publicWallet],
    ['attested', attestedWallet],
  ])('answers a %s wallet by scope with the scope, and by details of the same type with identifiers', async (_sort, make) => {
    const detail = { type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt', claims: [{ path: ['given_name'] }], unheard_of: true }
    const wallet = make()
    const both = await scene.tokensOf(wallet, { authorization_details: JSON.stringify([detail]), unheard_of: 'x' })
    expect([both.scope, both.authorization_details?.[0]?.credential_identifiers]).toEqual([undefined, ['residency-sd-jwt.current']])
    expect((await scene.tokensOf(wallet)).scope).toBe('residency')
  })

  it('takes no client that shows nothing where it has to be attested, at either endpoint', async () => {
    const wallet = attestedWallet()
    const form = scene.requestFields(wallet, encode('x').padEnd(43, 'c'))
    expect((await scene.post('par', form)).json()).toMatchObject({ error: 'invalid_client_attestation' })
    expect((await scene.post('token', { grant_type: 'refresh_token', client_id: wallet.clientId, refresh_token: 'x' })).json()).toMatchObject({ error: 'invalid_client_attestation' })
  })
})

describe('what the suite of the OpenID Foundation tries beside that', () => {
  it.each([
    ['no state', undefined, null],
    ['a long state', 's'.repeat(1024), 's'.repeat(1024)],
  ])('a request with %s is answered with it', async (_what, state, answered) => {
    const { location } = await scene.authorized(publicWallet(), { state })
    expect(location.searchParams.get('state')).toBe(answered)
  })

  it('a DPoP proof is taken with a query in its htu, its host in capitals, and members that nobody knows', async () => {
    const wallet = publicWallet()
    const { access_token: accessToken } = await scene.tokensOf(wallet)
    const at = `${issuerUrl}/aldermoor/credential`
    const key = makeKeyPair()
    for (const changes of [{}, { claims: { htu: `${at}?x=1#y` } }, { claims: { htu: at.replace('http://localhost', 'HTTP://LOCALHOST') } }, { header: { unheard_of: 1 }, claims: { unheard_of: 1, nbf: scene.now() - 1, exp: scene.now() + 60 } }]) {
      const keyProof = makeProof(key, proofClaims(await scene.nonce(), { iat: scene.now() }))
      const headers = { authorization: `DPoP ${accessToken}`, dpop: await scene.proof(wallet, 'credential', { accessToken, changes }) }
      expect((await scene.collect(wallet, accessToken, credentialBody(keyProof), { headers })).statusCode).toBe(200)
    }
    const ended = await scene.proof(wallet, 'credential', { accessToken, changes: { claims: { exp: scene.now() - 1 } } })
    expect((await scene.collect(wallet, accessToken, {}, { headers: { authorization: `DPoP ${accessToken}`, dpop: ended } })).statusCode).toBe(401)
  })

  it('a request that comes again with a fresh nonce is answered whatever it accepts and whoever it says it comes from, and dated', async () => {
    const wallet = attestedWallet()
    const { access_token: accessToken } = await scene.tokensOf(wallet)
    const key = makeKeyPair()
    const places: unknown[] = []
    for (const odd of [{}, { accept: 'application/json;charset=utf-8', 'x-fapi-customer-ip-address': '2001:db8::1893:25c8:1946' }, { accept: 'application/json, text/plain, */*', 'x-fapi-interaction-id': 'c770aef3-6784-41f7-8e0e-ff5f97bddb3a' }]) {
      const keyProof = makeProof(key, proofClaims(await scene.nonce(), { iat: scene.now() }))
      const headers = { ...odd, authorization: `DPoP ${accessToken}`, dpop: await scene.proof(wallet, 'credential', { accessToken }) }
      const answer = await scene.collect(wallet, accessToken, credentialBody(keyProof), { headers })
      expect([answer.statusCode, typeof answer.headers['date']]).toEqual([200, 'string'])
      const [{ credential } = { credential: '' }] = answer.json<{ credentials: { credential: string }[] }>().credentials
      places.push((JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as Members)['status'])
    }
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1)
  })
})
