import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, type Scene } from './issuer-scene.ts'

let scene: Scene
let accessToken: string
beforeAll(async () => {
  scene = await openScene()
  accessToken = (await scene.redeemed()).accessToken
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const errors: Readonly<Record<string, readonly string[]>> = {
  credential: ['invalid_credential_request', 'unknown_credential_configuration', 'unknown_credential_identifier', 'credential_request_denied', 'invalid_proof', 'invalid_nonce', 'invalid_encryption_parameters'],
  deferred: ['invalid_credential_request', 'invalid_transaction_id', 'invalid_encryption_parameters'],
  notification: ['invalid_notification_request', 'invalid_notification_id'],
}

/** Values that parsers stumble over, under the names that they look for. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('', '__proto__', 'a.b.c', 'a.b.c.d.e', '\u0000', '\ud800', '‮', ' ', -1, 0, 1e308, 2 ** 53, null, [], {}, [[]], [null], { jwt: [] }, { jwt: ['..'] }, { attestation: ['a.b.c'] }, 'x'.repeat(9000)),
)
const names = ['credential_configuration_id', 'credential_identifier', 'proofs', 'credential_response_encryption', 'transaction_id', 'notification_id', 'event', 'event_description', 'jwk', 'enc', 'zip', 'jwt', 'attestation', 'format']
const bodies = fc.oneof(odd, fc.dictionary(fc.constantFrom(...names), odd), fc.dictionary(fc.constantFrom(...names), fc.dictionary(fc.constantFrom(...names), odd)))

const post = (path: string, payload: string | Buffer, contentType = 'application/json') =>
  scene.inject({ method: 'POST', url: `/aldermoor/${path}`, headers: { 'content-type': contentType, authorization: `Bearer ${accessToken}` }, payload })

function isRefused(path: string, answer: Awaited<ReturnType<typeof post>>, ms: number): void {
  const { error, error_description: words } = answer.json<{ error: string; error_description: string }>()
  expect([400, 413, 415]).toContain(answer.statusCode)
  if (answer.statusCode === 400) expect(errors[path]).toContain(error)
  expect(words).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  expect(Object.keys(answer.json()).sort()).toEqual(['error', 'error_description'])
  expect(ms).toBeLessThan(20_000)
}

async function refuse(path: string, payload: string | Buffer, contentType?: string): Promise<void> {
  const began = performance.now()
  isRefused(path, await post(path, payload, contentType), performance.now() - began)
}

describe('any body, to somebody with a good token, gets a refusal of the standard and nothing else', () => {
  it.each(Object.keys(errors))('as JSON, at %s', async (path) => {
    await fc.assert(fc.asyncProperty(bodies, (body) => refuse(path, JSON.stringify(body))), { numRuns: 300 })
  })

  it.each(Object.keys(errors))('as text that is no JSON, or nearly, at %s', async (path) => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue().map((value) => JSON.stringify(value).slice(1))), (text) => refuse(path, text)), { numRuns: 150 })
  })

  it.each(Object.keys(errors))('as bytes, at %s', async (path) => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.constantFrom('application/json', 'application/jwt', 'application/cbor'), (bytes, type) => refuse(path, Buffer.from(bytes), type)), { numRuns: 150 })
  })

  it.each(['credential', 'deferred'])('encrypted as it should be, at %s', async (path) => {
    const metadata = (await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json()
    const [key] = metadata.credential_request_encryption.jwks.keys
    await fc.assert(fc.asyncProperty(bodies, fc.boolean(), (body, deflated) => refuse(path, encryptJwe({ to: key, kid: key.kid, plaintext: JSON.stringify(body), enc: 'A128GCM', ...(deflated ? { zip: 'DEF' } : {}) }), 'application/jwt')), { numRuns: 200 })
  })

  it.each(['credential', 'deferred'])('encrypted, and altered on the way, at %s', async (path) => {
    const metadata = (await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json()
    const [key] = metadata.credential_request_encryption.jwks.keys
    const whole = encryptJwe({ to: key, kid: key.kid, plaintext: '{"transaction_id":"x"}', enc: 'A256GCM' })
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('A', '.', '=', '-', '\u0000', 'é'), (place, other) => refuse(path, `${whole.slice(0, place)}${other === whole[place] ? 'B' : other}${whole.slice(place + 1)}`, 'application/jwt')), { numRuns: 200 })
  })

  it('and the token is as good as before', async () => {
    const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce()))
    expect((await scene.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
  })
})
