import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { requestProfileIds } from '@counterfoil/shared/form-profile/request-profile'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedBy, walletKey } from '../support/outside-wallet.ts'
import { answerWell, askedPaths, encryptAnswer, formServer, Holder, openResult, post, sampleClaims, select, type RequestClaims, type Started } from './support/holder.ts'
import { formAskingAs, formsOfEveryProfile } from './support/request-forms.ts'
import { vct } from './support/network.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const folder = mkdtempSync('/tmp/verifier-profiles-')
const attester = walletKey()
const leafIn = ([leaf = '']: readonly string[]): X509Certificate => new X509Certificate(Buffer.from(leaf, 'base64'))
const requestLeaf = (network: AnyNetwork, id: string): X509Certificate => leafIn(network.authorities.find((one) => one.id === id)?.keys.request.x5c ?? [])
const seconds = (): number => Math.floor(Date.now() / 1000)

/** Somebody whom wallets trust says that this key is an authority's. */
const attested = (network: AnyNetwork, id: string, claims: JsonObject = {}): string => {
  const { kty, crv, x, y } = requestLeaf(network, id).publicKey.export({ format: 'jwk' })
  return signedBy(attester, { typ: 'verifier-attestation+jwt' }, { iss: 'https://attester.example', sub: `${id}.example`, exp: seconds() + 3600, cnf: { jwk: { kty, crv, x, y } }, ...claims })
}

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld({
    configure: (network) => ({
      formsDir: formsOfEveryProfile(folder),
      verifierAttestations: { brackenfield: attested(network, 'brackenfield'), aldermoor: attested(network, 'aldermoor', { exp: seconds() - 1 }), calderwick: attested(network, 'aldermoor') },
    }),
  })
})
afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true })
})

const segment = (text = ''): JsonObject => JSON.parse(Buffer.from(text, 'base64url').toString()) as JsonObject
const form = () => formServer(world, 'brackenfield')
const start = (profile: string, wanted: object = {}): Promise<Started> => form().start({ form: formAskingAs(profile), ...wanted })

interface Fetched {
  readonly header: JsonObject
  readonly claims: RequestClaims
  readonly signingInput: string
  readonly signature: string
}

function taken(jwt: string): Fetched {
  const [header, payload, signature = ''] = jwt.split('.')
  return { header: segment(header), claims: segment(payload) as RequestClaims, signingInput: `${header}.${payload}`, signature }
}

const postTo = (uri: string, fields: Record<string, string> | string, type = 'application/x-www-form-urlencoded'): Promise<Response> =>
  fetch(uri, { method: 'POST', headers: { 'content-type': type, accept: 'application/oauth-authz-req+jwt' }, body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString() })

const fetched = async ({ request_uri: uri }: Started): Promise<Fetched> => taken(await (await fetch(uri)).text())

describe('a request', () => {
  const hash = (leaf: X509Certificate): string => createHash('sha256').update(leaf.raw).digest('base64url')
  const names: Readonly<Record<string, () => string>> = {
    open: () => `decentralized_identifier:${world.authority('brackenfield').did}`,
    swiyu: () => `decentralized_identifier:${world.authority('brackenfield').did}`,
    haip: () => `x509_hash:${hash(requestLeaf(world.net.network, 'brackenfield'))}`,
    dns: () => 'x509_san_dns:localhost',
    attested: () => 'verifier_attestation:brackenfield.example',
  }
  const faces: Readonly<Record<string, readonly string[]>> = { open: ['kid', 'x5c'], swiyu: ['kid'], haip: ['x5c'], dns: ['x5c'], attested: ['jwt'] }

  it.each(Object.keys(names))('of the profile %s is signed by the key that its client identifier stands for', async (profile) => {
    const started = await start(profile)
    const { header, claims, signingInput, signature } = await fetched(started)
    expect(started.client_id).toBe(names[profile]?.())
    expect(new URL(started.openid4vp_link).searchParams.get('client_id')).toBe(started.client_id)
    expect(claims.client_id).toBe(started.client_id)
    expect(header).toMatchObject({ alg: 'ES256', typ: 'oauth-authz-req+jwt' })
    expect(Object.keys(header).filter((member) => !['alg', 'typ'].includes(member))).toEqual(faces[profile])
    const leaf = requestLeaf(world.net.network, 'brackenfield')
    expect(verifyEs256(leaf.publicKey, signingInput, signature)).toBe(true)
    if (header['x5c'] !== undefined) expect(leafIn(header['x5c'] as string[]).raw.equals(leaf.raw)).toBe(true)
    if (typeof header['jwt'] === 'string') {
      const [, payload] = header['jwt'].split('.')
      const { sub, cnf } = segment(payload) as unknown as { sub: string; cnf: { jwk: P256PublicJwk } }
      expect(`verifier_attestation:${sub}`).toBe(claims.client_id)
      expect(verifyEs256(importP256(cnf.jwk), signingInput, signature)).toBe(true)
    }
  })

  it('of HAIP leaves the anchor out, is not signed by itself, and asks for encryption by fresh keys and both algorithms', async () => {
    const [one, other] = [await fetched(await start('haip')), await fetched(await start('haip'))]
    const [anchor = ''] = world.net.network.trustAnchors
    const chain = (one.header['x5c'] as string[]).map((text) => new X509Certificate(Buffer.from(text, 'base64')))
    expect(chain.some((certificate) => certificate.raw.equals(new X509Certificate(anchor).raw) || certificate.checkIssued(certificate))).toBe(false)
    expect(one.claims).toMatchObject({ response_mode: 'direct_post.jwt', response_type: 'vp_token', client_metadata: { encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'] } })
    const keyOf = ({ claims }: Fetched): unknown => (claims['client_metadata'] as { jwks?: { keys?: unknown[] } }).jwks?.keys
    expect(keyOf(one)).toMatchObject([{ kty: 'EC', crv: 'P-256', alg: 'ECDH-ES', use: 'enc', kid: expect.any(String) }])
    expect(keyOf(one)).not.toEqual(keyOf(other))
    expect((await start('haip')).openid4vp_link).toMatch(/^haip-vp:\/\/\?/)
  })

  it('says what the authority is accredited to ask for, to wallets that can compare it with the ledger', async () => {
    const [stated] = (await fetched(await start('haip'))).claims['verifier_info'] as JsonObject[]
    expect(stated).toEqual({ format: 'counterfoil_accreditation', data: { authority: world.authority('brackenfield').did, may_request: [vct] }, credential_ids: ['residency'] })
    for (const profile of ['swiyu', 'unsigned']) expect((await fetched(await start(profile))).claims).not.toHaveProperty('verifier_info')
  })

  it('that may not be signed is unsigned, and names the address that takes its answer', async () => {
    const started = await start('unsigned')
    const { header, claims, signature } = await fetched(started)
    expect([header, signature]).toEqual([{ alg: 'none', typ: 'oauth-authz-req+jwt' }, ''])
    expect(claims.client_id).toBe(`redirect_uri:${claims.response_uri}`)
    expect(claims).toMatchObject({ response_mode: 'direct_post', client_metadata: { vp_formats_supported: expect.anything() } })
    expect(claims['client_metadata']).not.toHaveProperty('jwks')
    expect(claims['client_metadata']).not.toHaveProperty('encrypted_response_enc_values_supported')
  })

  it('is not made where the authority has no papers for it: an attestation that ended, or of another key', async () => {
    for (const authority of ['aldermoor', 'calderwick']) await expect(formServer(world, authority).start({ form: formAskingAs('attested') })).rejects.toThrow('503')
  })

  it.each(requestProfileIds)('of the profile %s is answered, and fills the form', async (profile) => {
    const started = await start(profile)
    const { claims } = await fetched(started)
    const response = profile === 'unsigned' ? await answerPlainly(claims) : await answerWell(world, claims)
    expect(response.status).toBe(200)
    expect((await openResult(await form().result(started), started)).fields['first_name']).toBe(sampleClaims.given_name)
  })

  it('of HAIP brings the citizen of the same device back, by an address that opens the result (HAIP 1.0, section 5.1)', async () => {
    const started = await start('haip', { flow: 'same_device', return_url: `${returnOrigin}/brackenfield/blue-badge-renewal` })
    const answer = (await (await answerWell(world, (await fetched(started)).claims)).json()) as { redirect_uri: string }
    const code = /#response_code=([A-Za-z0-9_-]{22,})$/.exec(answer.redirect_uri)?.[1]
    expect((await form().result(started)).status).toBe(400)
    expect((await form().result(started, { response_code: code })).status).toBe(200)
  })
})

/** In the open, as `direct_post` has it. */
async function answerPlainly(claims: RequestClaims, changes: Record<string, string> = {}): Promise<Response> {
  const holder = new Holder(world)
  const presentation = holder.bind(select(await holder.credential(), askedPaths(claims)), claims)
  return post(claims, { vp_token: JSON.stringify({ residency: [presentation] }), state: claims.state, ...changes })
}

describe('a request that is fetched by POST', () => {
  it('carries the nonce of the wallet as it came, each time, and none that it did not give', async () => {
    const started = await start('open')
    expect(new URL(started.openid4vp_link).searchParams.get('request_uri_method')).toBe('post')
    const metadata = JSON.stringify({ vp_formats_supported: { 'dc+sd-jwt': {} }, client_id_prefixes_supported: ['decentralized_identifier'], request_object_signing_alg_values_supported: ['ES256'], anything: 1 })
    for (const nonce of ['qPmxiNFCR3QTm19POc8u', 'a', '~!"\\']) {
      const answer = await postTo(started.request_uri, { wallet_nonce: nonce, wallet_metadata: metadata, unknown: 'x' })
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'application/oauth-authz-req+jwt', 'no-store'])
      expect(taken(await answer.text()).claims['wallet_nonce']).toBe(nonce)
    }
    const first = taken(await (await postTo(started.request_uri, {})).text())
    // VPR-47: the same request, as often as it is fetched, until it is answered; then VPR-48.
    const again = await fetched(started)
    expect(first.claims).not.toHaveProperty('wallet_nonce')
    expect([again.claims.nonce, again.claims['client_metadata']]).toEqual([first.claims.nonce, first.claims['client_metadata']])
    expect((await answerWell(world, first.claims)).status).toBe(200)
    for (const gone of [await fetch(started.request_uri), await postTo(started.request_uri, { wallet_nonce: 'x' })]) expect([gone.status, ((await gone.json()) as { error: string }).error]).toEqual([404, 'invalid_request'])
  })

  const rows: readonly [what: string, status: number, fields: Record<string, string> | string, type?: string][] = [
    ['a nonce with a space', 400, { wallet_nonce: 'a b' }],
    ['an empty nonce', 400, { wallet_nonce: '' }],
    ['a nonce with a line break', 400, { wallet_nonce: 'a\nb' }],
    ['a nonce of 513 characters', 400, { wallet_nonce: 'a'.repeat(513) }],
    ['two nonces', 400, 'wallet_nonce=a&wallet_nonce=b'],
    ['metadata that are no JSON', 400, { wallet_metadata: '{' }],
    ['metadata that are a list', 400, { wallet_metadata: '[]' }],
    ['metadata with a member twice', 400, { wallet_metadata: '{"a":1,"a":2}' }],
    ['metadata of 40,000 characters', 400, { wallet_metadata: JSON.stringify({ a: 'a'.repeat(40_000) }) }],
    ['metadata of a wallet that cannot check what we sign', 400, { wallet_metadata: '{"request_object_signing_alg_values_supported":["EdDSA"]}' }],
    ['metadata whose algorithms are no list', 400, { wallet_metadata: '{"request_object_signing_alg_values_supported":"ES256"}' }],
    ['another content type', 415, '{"wallet_nonce":"a"}', 'application/json'],
    ['1 MiB', 413, `wallet_nonce=${'a'.repeat(1024 * 1024)}`],
  ]
  it.each(rows)('with %s gets %i, and is served to who asks rightly', async (_what, status, fields, type) => {
    const started = await start('open')
    const refused = await postTo(started.request_uri, fields, type)
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([status, 'invalid_request'])
    expect((await answerWell(world, (await fetched(started)).claims)).status).toBe(200)
  })
})

describe('an answer in the open', () => {
  const rows: readonly [what: string, error: string, changes: (claims: RequestClaims) => Record<string, string>][] = [
    ['VPR-02 no state', 'invalid_request', () => ({ state: '' })],
    ['VPR-02 the state of another', 'invalid_request', () => ({ state: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['a token that is no JSON', 'invalid_request', () => ({ vp_token: 'eyJ' })],
    ['a token that is a list', 'invalid_request', () => ({ vp_token: '[]' })],
    ['a presentation outside a list', 'invalid_request', () => ({ vp_token: '{"residency":"a~"}' })],
    ['a query named twice', 'invalid_request', () => ({ vp_token: '{"residency":["a~"],"residency":["b~"]}' })],
    ['an error beside it', 'invalid_request', () => ({ error: 'access_denied', response: 'x' })],
  ]
  it.each(rows)('with %s is refused, and a good one is still taken', async (_what, error, changes) => {
    const started = await start('unsigned')
    const { claims } = await fetched(started)
    const refused = await answerPlainly(claims, changes(claims))
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([400, error])
    expect((await answerPlainly(claims)).status).toBe(200)
  })

  it('is the only one that is taken where it was asked for: one that is encrypted all the same is refused', async () => {
    const { claims } = await fetched(await start('unsigned'))
    const key = walletKey()
    const withKey = { ...claims, client_metadata: { jwks: { keys: [{ ...key.jwk, kid: claims.state, alg: 'ECDH-ES', use: 'enc' }] } } } as unknown as RequestClaims
    expect((await post(claims, { response: encryptAnswer(withKey, { residency: ['a~'] }) })).status).toBe(400)
    expect((await answerPlainly(claims)).status).toBe(200)
  })

  it('VPR-44: is refused by who asked for encryption, whatever the profile', async () => {
    for (const profile of requestProfileIds.filter((id) => id !== 'unsigned')) {
      const refused = await answerPlainly((await fetched(await start(profile))).claims)
      expect([refused.status, ((await refused.json()) as { error_description: string }).error_description]).toEqual([400, 'The response must be encrypted.'])
    }
  })
})
