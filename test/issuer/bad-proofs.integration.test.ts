import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { didKeyOf } from '../support/did-key.ts'
import { credentialBody, encode, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, start, type Scene } from './issuer-scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const key = makeKeyPair()
const other = makeKeyPair()
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
const ed25519 = generateKeyPairSync('ed25519')
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')

const input = (header: object, claims: object): string => `${encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: key.jwk, ...header })}.${encode(claims)}`
const without = (claims: object, name: string): object => Object.fromEntries(Object.entries(claims).filter(([member]) => member !== name))
const withSignature = (nonce: string, signature: Buffer | string): string => `${input({}, proofClaims(nonce))}.${Buffer.from(signature as Buffer).toString('base64url')}`
const headerWithoutJwk = (nonce: string): string => {
  const signingInput = `${encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt' })}.${encode(proofClaims(nonce))}`
  return `${signingInput}.${signEs256(key.privateKey, signingInput)}`
}
const rawPayload = (payload: string): string => {
  const signingInput = `${encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: key.jwk })}.${encode(payload)}`
  return `${signingInput}.${signEs256(key.privateKey, signingInput)}`
}
const goodSignature = (nonce: string): Buffer => Buffer.from(signEs256(key.privateKey, input({}, proofClaims(nonce))), 'base64url')

/** The proofs member of a request, for a fresh nonce. */
type Proofs = (nonce: string) => unknown
const jwt = (make: (nonce: string) => string): Proofs => (nonce) => ({ jwt: [make(nonce)] })
const claims = (changes: object): Proofs => jwt((nonce) => makeProof(key, { ...proofClaims(nonce), ...changes }))
const lacking = (name: string): Proofs => jwt((nonce) => makeProof(key, without(proofClaims(nonce), name) as Record<string, unknown>))
const header = (changes: Record<string, unknown>): Proofs => jwt((nonce) => makeProof(key, proofClaims(nonce), changes))

const didJwk = (jwk: object): string => `did:jwk:${encode(jwk)}`
const byKid = (kid: string): Proofs => header({ jwk: undefined, kid })
const compressed = (): Buffer => {
  const [x, y] = [Buffer.from(key.jwk.x, 'base64url'), Buffer.from(key.jwk.y, 'base64url')]
  return Buffer.concat([Buffer.from([2 + ((y.at(-1) ?? 0) & 1)]), x])
}
const compressedPoint = (): string => `0x${compressed().toString('hex')}`
const didKey = (): string => didKeyOf(key.jwk)

const rows: readonly (readonly [row: string, proofs: Proofs, error?: string])[] = [
  ['PRF-01 no proofs', () => undefined],
  ['PRF-01 proofs null', () => null],
  ['PRF-02 two proof types', (nonce) => ({ jwt: [makeProof(key, proofClaims(nonce))], attestation: ['x'] })],
  ['PRF-02 unknown type', () => ({ ldp_vp: [{}] })],
  ['PRF-02 empty list', () => ({ jwt: [] })],
  ['PRF-02 not a list', (nonce) => ({ jwt: makeProof(key, proofClaims(nonce)) })],
  ['PRF-02 not texts', () => ({ jwt: [{}] })],
  ...['none', 'None', 'nOnE', ''].map((alg): [string, Proofs] => [`PRF-04 alg "${alg}"`, jwt((nonce) => `${input({ alg }, proofClaims(nonce))}.`)]),
  [
    'PRF-05 HS256 keyed with the public key',
    jwt((nonce) => {
      const signingInput = input({ alg: 'HS256' }, proofClaims(nonce))
      return `${signingInput}.${createHmac('sha256', JSON.stringify(key.jwk)).update(signingInput).digest('base64url')}`
    }),
  ],
  ['PRF-06 alg that is not offered', header({ alg: 'ES384' })],
  ['PRF-07 ES256 with a secp256k1 key', header({ jwk: secp256k1.publicKey.export({ format: 'jwk' }) })],
  ['PRF-07 ES256K with a P-256 key', header({ alg: 'ES256K' })],
  ['PRF-07 EdDSA with an EC key', header({ alg: 'EdDSA' })],
  ['PRF-07 ES256 with an Ed25519 key', header({ jwk: ed25519.publicKey.export({ format: 'jwk' }) })],
  ['PRF-08 (0,0)', jwt((nonce) => withSignature(nonce, Buffer.alloc(64)))],
  ['PRF-08 r = n', jwt((nonce) => withSignature(nonce, Buffer.concat([order, goodSignature(nonce).subarray(32)])))],
  ['PRF-08 DER', jwt((nonce) => withSignature(nonce, sign('sha256', Buffer.from(input({}, proofClaims(nonce))), key.privateKey)))],
  ['PRF-08 63 bytes', jwt((nonce) => withSignature(nonce, goodSignature(nonce).subarray(1)))],
  ['PRF-08 65 bytes', jwt((nonce) => withSignature(nonce, Buffer.concat([goodSignature(nonce), Buffer.alloc(1)])))],
  [
    'PRF-10 one bit flipped',
    jwt((nonce) => {
      const signature = goodSignature(nonce)
      signature[40] = (signature[40] ?? 0) ^ 1
      return withSignature(nonce, signature)
    }),
  ],
  ['typ missing', header({ typ: undefined })],
  ['typ JWT', header({ typ: 'JWT' })],
  ['PRF-12 no key at all', jwt(headerWithoutJwk)],
  ['PRF-13 jwk and kid', header({ kid: 'did:jwk:abc#0' })],
  ['PRF-13 jwk and x5c', header({ x5c: ['MIIB'] })],
  ['PRF-14 kid of a DID that does not resolve', header({ jwk: undefined, kid: 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001#controller' })],
  ['PRF-14 kid of a method that is not known', byKid('did:example:holder#0')],
  ['PRF-14 kid of a host that would have to be asked', byKid('did:web:127.0.0.1%3A9#0')],
  // Keys that a ledger tells of are nobody's in a proof, whatever it tells now: none is asked.
  ['PRF-17 kid of a did:ethr, whoever owns it now', byKid(`did:ethr:0x7a69:${compressedPoint()}#controller`)],
  ['PRF-18 kid of a delegate of a did:ethr, however lately it was revoked', byKid('did:ethr:0x7a69:0x1111111111111111111111111111111111111111#delegate-1')],
  ['PRF-15 kid of a key that the DID lacks', byKid(`${didJwk(key.jwk)}#1`)],
  ['PRF-16 kid without the name of a key', byKid(didJwk(key.jwk))],
  ['PRF-20 kid with a query', byKid(`${didJwk(key.jwk)}?versionId=1#0`)],
  ['PRF-21 kid of a private key', byKid(`${didJwk(key.privateKey.export({ format: 'jwk' }))}#0`)],
  ['PRF-23 kid of a point off the curve', byKid(`${didJwk({ ...key.jwk, y: other.jwk.y })}#0`)],
  ['PRF-24 kid of a key for encryption', byKid(`${didJwk({ ...key.jwk, use: 'enc' })}#0`)],
  ['PRF-24 kid of a key for another algorithm', byKid(`${didJwk({ ...key.jwk, alg: 'ECDH-ES' })}#0`)],
  ['PRF-40 kid of another key', byKid(`${didJwk(other.jwk)}#0`)],
  ['PRF-20 kid as a path', header({ jwk: undefined, kid: '../../etc/passwd' })],
  ['PRF-20 kid __proto__', header({ jwk: undefined, kid: '__proto__' })],
  ['PRF-20 kid 64 KiB long', header({ jwk: undefined, kid: 'k'.repeat(40_000) })],
  ['PRF-21 a private key', header({ jwk: key.privateKey.export({ format: 'jwk' }) })],
  ['PRF-22 a symmetric key', header({ jwk: { kty: 'oct', k: encode('secret') } })],
  ['PRF-23 a point off the curve', header({ jwk: { ...key.jwk, y: other.jwk.y } })],
  ['PRF-23 0,0', header({ jwk: { ...key.jwk, x: 'A'.repeat(43), y: 'A'.repeat(43) } })],
  ['PRF-23 a coordinate of 31 bytes', header({ jwk: { ...key.jwk, x: key.jwk.x.slice(1) } })],
  ['PRF-24 the key is for another algorithm', header({ jwk: { ...key.jwk, alg: 'ECDH-ES' } })],
  ['PRF-24 the key is for encryption', header({ jwk: { ...key.jwk, use: 'enc' } })],
  ['PRF-25 no aud', lacking('aud')],
  ['PRF-25 another issuer', claims({ aud: `${issuerUrl}/brackenfield` })],
  ['PRF-25 aud as a list', claims({ aud: [`${issuerUrl}/aldermoor`] })],
  ['PRF-25 a slash at the end', claims({ aud: `${issuerUrl}/aldermoor/` })],
  ['PRF-25 another case', claims({ aud: `${issuerUrl}/Aldermoor` })],
  ['PRF-26 no iat', lacking('iat')],
  ['PRF-26 iat as text', claims({ iat: String(start) })],
  ['PRF-26 iat 1e308', claims({ iat: 1e308 })],
  ['PRF-26 iat negative', claims({ iat: -1 })],
  ['PRF-26 iat an hour ahead', claims({ iat: start + 3600 })],
  ['PRF-26 iat an hour ago', claims({ iat: start - 3600 })],
  ['PRF-28 no nonce', lacking('nonce')],
  ['PRF-28 nonce not a text', claims({ nonce: 5 })],
  ['PRF-29 wrong nonce', claims({ nonce: encode('A nonce that nobody gave, of some length') }), 'invalid_nonce'],
  ['PRF-30 iss though the client is anonymous', claims({ iss: 'wallet' })],
  ['PRF-31 exp in the past', claims({ exp: start - 1 })],
  ['PRF-31 nbf in the future', claims({ nbf: start + 3600 })],
  ['PRF-32 crit b64', header({ crit: ['b64'], b64: true })],
  ['PRF-32 crit unknown', header({ crit: ['x'], x: 1 })],
  ['PRF-33 b64 false', header({ b64: false })],
  ['PRF-33 JSON serialisation', (nonce) => ({ jwt: [JSON.stringify({ payload: encode(proofClaims(nonce)), signatures: [] })] })],
  ['PRF-34 payload is a list', jwt(() => rawPayload('[]'))],
  ['PRF-34 payload is a text', jwt(() => rawPayload('"x"'))],
  ['PRF-34 payload is null', jwt(() => rawPayload('null'))],
  ['PRF-36 the same key twice', (nonce) => ({ jwt: [makeProof(key, proofClaims(nonce)), makeProof(key, proofClaims(nonce, { iat: start + 1 }))] })],
  ['PRF-38 x5c alone', header({ jwk: undefined, x5c: Array.from({ length: 50 }, () => 'MIIB') })],
  ['PRF-40 signed by another key', jwt((nonce) => makeProof(other, proofClaims(nonce), { jwk: key.jwk }))],
  ['two parts', jwt(() => 'a.b')],
  ['four parts', jwt((nonce) => `${makeProof(key, proofClaims(nonce))}.x`)],
  ['padded base64', jwt((nonce) => makeProof(key, proofClaims(nonce)).replace('.', '=.'))],
]

describe('the credential endpoint refuses a key proof:', () => {
  it.each(rows.map(([row, proofs, error = 'invalid_proof']) => ({ row, proofs, error })))('$row', async ({ proofs, error }) => {
    const { accessToken, id } = await scene.redeemed()
    const nonce = await scene.nonce()
    const answer = await scene.credentialWith(accessToken, { credential_configuration_id: 'residency-sd-jwt', proofs: proofs(nonce) })
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
    expect(await scene.rows('SELECT count(*) AS issued FROM counterfoils WHERE offer = ?', id)).toEqual([{ issued: 0 }])
    // The nonce was not burnt and the token still issues.
    expect((await scene.credentialWith(accessToken, credentialBody(makeProof(key, proofClaims(nonce))))).statusCode).toBe(200)
  })

  it.each([
    ['did:jwk', () => `${didJwk(key.jwk)}#0`],
    ['did:key', () => `${didKey()}#${didKey().slice('did:key:'.length)}`],
  ])('but takes a key that is named by its %s', async (_, kid) => {
    const { accessToken } = await scene.redeemed()
    const proof = makeProof(key, proofClaims(await scene.nonce()), { jwk: undefined, kid: kid() })
    expect((await scene.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
  })

  it('PRF-39 follows no jku or x5u, and takes the proof for what it is', async () => {
    const { accessToken } = await scene.redeemed()
    const proof = makeProof(key, proofClaims(await scene.nonce()), { jku: 'http://localhost:9/keys', x5u: 'http://localhost:9/cert' })
    expect((await scene.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
  })

  it('PRF-09 a high-s copy of a used proof, as the same proof', async () => {
    const first = await scene.redeemed()
    const nonce = await scene.nonce()
    const proof = makeProof(key, proofClaims(nonce))
    expect((await scene.credentialWith(first.accessToken, credentialBody(proof))).statusCode).toBe(200)
    const [head = '', payload = '', signature = ''] = proof.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    const flipped = BigInt(`0x${order.toString('hex')}`) - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
    const copy = `${head}.${payload}.${Buffer.concat([bytes.subarray(0, 32), Buffer.from(flipped.toString(16).padStart(64, '0'), 'hex')]).toString('base64url')}`
    const second = await scene.redeemed()
    const answer = await scene.credentialWith(second.accessToken, credentialBody(copy))
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_nonce'])
  })

  it('takes no status index for any refusal', async () => {
    const [issued] = await scene.rows<{ count: number }>("SELECT count(*) AS count FROM counterfoils WHERE authority = 'aldermoor'")
    const [allotted] = await scene.rows<{ count: number }>("SELECT sum(allotted) AS count FROM status_lists WHERE authority = 'aldermoor'")
    expect(allotted).toEqual(issued)
  })
})
