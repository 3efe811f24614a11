import { deflateRawSync } from 'node:zlib'
import { CompactEncrypt, compactDecrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, type Scene } from './issuer-scene.ts'

let scene: Scene
let own: { readonly jwk: JWK; readonly privateKey: CryptoKey }
beforeAll(async () => {
  scene = await openScene()
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
  own = { jwk: { ...(await exportJWK(publicKey)), alg: 'ECDH-ES', use: 'enc', kid: 'mine' }, privateKey }
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const metadataOf = async (where: Scene, authority = 'aldermoor') => (await where.inject({ method: 'GET', url: `/.well-known/openid-credential-issuer/${authority}` })).json()
async function issuerKey(where = scene, authority = 'aldermoor'): Promise<JWK> {
  return (await metadataOf(where, authority)).credential_request_encryption.jwks.keys[0]
}

interface Sending {
  readonly header?: object
  readonly key?: JWK
  readonly plaintext?: string
  readonly where?: Scene
}

/** Encrypts as another library does. */
async function encrypted(body: unknown, { header = {}, key, plaintext, where = scene }: Sending = {}): Promise<string> {
  const jwk = key ?? (await issuerKey(where))
  return new CompactEncrypt(new TextEncoder().encode(plaintext ?? JSON.stringify(body)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: jwk.kid ?? '', ...header })
    .encrypt(await importJWK(jwk, 'ECDH-ES'))
}

const send = (accessToken: string, compact: string, where = scene) => where.credentialWith(accessToken, compact, { contentType: 'application/jwt' })
const asked = (changes: object = {}) => ({ credential_response_encryption: { jwk: own.jwk, enc: 'A256GCM', ...changes } })
const body = async (changes: object = {}, where = scene) => ({ ...credentialBody(makeProof(makeKeyPair(), proofClaims(await where.nonce()))), ...changes })

describe('an encrypted request', () => {
  it('is announced with a key, and so is an encrypted answer', async () => {
    const metadata = await metadataOf(scene)
    expect(metadata.credential_request_encryption).toMatchObject({ enc_values_supported: ['A128GCM', 'A256GCM'], zip_values_supported: ['DEF'], encryption_required: false })
    expect(metadata.credential_request_encryption.jwks.keys).toEqual([{ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid: expect.any(String), use: 'enc', alg: 'ECDH-ES' }])
    expect(metadata.credential_response_encryption).toEqual({ alg_values_supported: ['ECDH-ES'], enc_values_supported: ['A128GCM', 'A256GCM'], zip_values_supported: ['DEF'], encryption_required: false })
    expect(await issuerKey(scene, 'brackenfield')).not.toEqual(await issuerKey())
  })

  it('is answered in the open for who asks no more', async () => {
    const { accessToken } = await scene.redeemed()
    const answer = await send(accessToken, await encrypted(await body()))
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(answer.json().credentials).toHaveLength(1)
  })

  it.each(['A128GCM', 'A256GCM'] as const)('gets an answer that another library decrypts, by %s, deflated and not', async (enc) => {
    for (const zip of [{}, { zip: 'DEF' }]) {
      const { accessToken } = await scene.redeemed()
      const answer = await send(accessToken, await encrypted(await body(asked({ enc, ...zip })), { header: { enc, ...zip } }))
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'application/jwt', 'no-store'])
      const { plaintext, protectedHeader } = await compactDecrypt(answer.body, own.privateKey)
      expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc, kid: 'mine', ...zip })
      const content = JSON.parse(new TextDecoder().decode(plaintext))
      expect([content.credentials.length, typeof content.notification_id]).toEqual([1, 'string'])
    }
  })

  it('may be encrypted to the key of the month before, and not to one before that', async () => {
    const later = await openScene()
    const old = await issuerKey(later)
    for (const error of [undefined, 'invalid_encryption_parameters']) {
      later.clock.advance(30 * 86_400)
      const { accessToken } = await later.redeemed()
      const claims = proofClaims(await later.nonce(), { iat: later.clock.now() })
      const answer = await send(accessToken, await encrypted(credentialBody(makeProof(makeKeyPair(), claims)), { key: old }), later)
      expect(answer.json().error).toBe(error)
    }
    await later.close()
    later.erase()
  })
})

const zeros = (length: number): string => ' '.repeat(length)

/** What can't be read, or asks for what isn't spoken here. */
const bad: readonly (readonly [row: string, make: () => Promise<string>])[] = [
  ['CRD-13 unknown enc', async () => encrypted(await body(asked({ enc: 'A128CBC-HS256' })))],
  ['CRD-13 no enc', async () => encrypted(await body(asked({ enc: undefined })))],
  ['CRD-13 unknown zip', async () => encrypted(await body(asked({ zip: 'GZ' })))],
  ['CRD-13 unknown alg', async () => encrypted(await body(asked({ jwk: { ...own.jwk, alg: 'ECDH-ES+A256KW' } })))],
  ['CRD-16 a key without alg', async () => encrypted(await body(asked({ jwk: { ...own.jwk, alg: undefined } })))],
  ['CRD-16 a private key', async () => encrypted(await body(asked({ jwk: { ...own.jwk, d: 'AAAA' } })))],
  ['CRD-16 an RSA key', async () => encrypted(await body(asked({ jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB', alg: 'RSA-OAEP-512' } })))],
  ['CRD-16 a key for signatures', async () => encrypted(await body(asked({ jwk: { ...own.jwk, use: 'sig' } })))],
  ['CRD-16 a point off the curve', async () => encrypted(await body(asked({ jwk: { ...own.jwk, y: own.jwk.x } })))],
  ['CRD-16 a kid that is no text', async () => encrypted(await body(asked({ jwk: { ...own.jwk, kid: 7 } })))],
  ['CRD-16 no key', async () => encrypted(await body(asked({ jwk: undefined })))],
  ['CRD-13 a list of parameters', async () => encrypted(await body({ credential_response_encryption: [] }))],
  ['CRD-17 an unknown kid', async () => encrypted(await body(), { header: { kid: 'x' } })],
  ['CRD-17 no kid', async () => encrypted(await body(), { header: { kid: undefined } })],
  ['CRD-17 a key of another authority', async () => encrypted(await body(), { key: await issuerKey(scene, 'brackenfield') })],
  ['CRD-17 our kid on another key', async () => encrypted(await body(), { key: { ...own.jwk, kid: (await issuerKey()).kid ?? '' } })],
  ['CRD-17 another enc', async () => encrypted(await body(), { header: { enc: 'A192GCM' } })],
  ['CRD-17 another alg', async () => (await encrypted(await body())).replace(/^[^.]*/, Buffer.from(JSON.stringify({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 1e9, p2s: 'AAAA', kid: (await issuerKey()).kid })).toString('base64url'))],
  ['CRD-17 a zip bomb', async () => bomb()],
  ['CRD-17 a zip of another kind', async () => encrypted(await body(), { header: {} }).then((compact) => compact.replace(/^[^.]*/, (head) => Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(head, 'base64url').toString()), zip: 'GZ' })).toString('base64url')))],
  ['CRD-17 altered by a bit', async () => (await encrypted(await body())).replace(/.$/, (end) => (end === 'A' ? 'B' : 'A'))],
  ['CRD-17 cut', async () => (await encrypted(await body())).slice(0, -30)],
  ['no JWE', async () => 'a.b.c'],
  ['a plain JWT', async () => makeProof(makeKeyPair(), { a: 1 })],
  ['JSON under another name', async () => JSON.stringify(await body())],
  ['nothing', async () => '.'],
]

/** A gibibyte of spaces in less than a body may have: it has to be made by hand, for no library will. */
async function bomb(): Promise<string> {
  const key = (await issuerKey()) as { kty: 'EC'; crv: 'P-256'; x: string; y: string; kid: string }
  return encryptJwe({ to: key, kid: key.kid, enc: 'A256GCM', zip: 'DEF', plaintext: zeros(24 * 1024 * 1024) })
}

describe('of encrypted requests, refused is', () => {
  it.each(bad)('%s', async (_row, make) => {
    const { accessToken } = await scene.redeemed()
    const compact = await make()
    expect(compact.length).toBeLessThan(64 * 1024)
    const began = performance.now()
    const answer = await send(accessToken, compact)
    expect([answer.statusCode, answer.json().error, answer.headers['content-type']]).toEqual([400, 'invalid_encryption_parameters', 'application/json; charset=utf-8'])
    expect(performance.now() - began).toBeLessThan(30_000)
    expect((await send(accessToken, await encrypted(await body()))).statusCode).toBe(200)
  })

  it.each([
    ['not JSON', 'x'],
    ['a member twice', '{"credential_configuration_id":"a","credential_configuration_id":"residency-sd-jwt"}'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('content that is %s', async (_what, plaintext) => {
    const { accessToken } = await scene.redeemed()
    const answer = await send(accessToken, await encrypted(null, { plaintext }))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_credential_request'])
  })

  it('CRD-01 one without a token, before it is looked at', async () => {
    const answer = await scene.credentialWith(null, 'a.b.c', { contentType: 'application/jwt' })
    expect(answer.statusCode).toBe(401)
  })

  it('one that deflates badly', async () => {
    const key = (await issuerKey()) as { kty: 'EC'; crv: 'P-256'; x: string; y: string; kid: string }
    const { accessToken } = await scene.redeemed()
    const whole = encryptJwe({ to: key, kid: key.kid, enc: 'A128GCM', plaintext: deflateRawSync('{}').toString('latin1') })
    const answer = await send(accessToken, whole)
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_credential_request'])
  })
})

describe('where encryption is required', () => {
  it('CRD-14 neither a request in the open nor one that wants its answer in the open is taken, and the metadata says so', async () => {
    const strict = await openScene({ settings: { mustBeEncrypted: true } })
    const metadata = await metadataOf(strict)
    expect([metadata.credential_request_encryption.encryption_required, metadata.credential_response_encryption.encryption_required]).toEqual([true, true])
    const { accessToken } = await strict.redeemed()
    const open = await strict.credentialWith(accessToken, await body({}, strict))
    const half = await send(accessToken, await encrypted(await body({}, strict), { where: strict }), strict)
    for (const answer of [open, half]) expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_encryption_parameters'])
    expect((await send(accessToken, await encrypted(await body(asked(), strict), { where: strict }), strict)).statusCode).toBe(200)
    await strict.close()
    strict.erase()
  })
})
