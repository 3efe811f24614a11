import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsortiumCa, issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { catalogueOf, folderOf } from '../support/catalogue.ts'
import { credentialBody, encode, goodRecord, makeKeyPair, makeProof, openScene, proofClaims, staffOf, walletUrl, type KeyPair, type Scene } from './issuer-scene.ts'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { attester } from '@counterfoil/wallet/server/provider/attester'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'

const now = Math.floor(Date.now() / 1000)
const provider = makeKeyPair()
let scene: Scene
let x5c: string[]
let foreignX5c: string[]

beforeAll(async () => {
  const [ca, foreign] = [await createConsortiumCa('Wallet providers'), await createConsortiumCa('Somebody else')]
  const leaf = { publicJwk: provider.jwk, name: 'A wallet provider', did: 'https://wallet.example', days: 1 }
  x5c = [await issueLeafCertificate({ ca, ...leaf })]
  foreignX5c = [await issueLeafCertificate({ ca: foreign, ...leaf })]
  const residency = folderOf('residency')
  const guarded = { ...residency, text: JSON.stringify({ ...JSON.parse(residency.text), id: 'guarded', keyAttestation: { keyStorage: ['iso_18045_high', 'iso_18045_moderate'], userAuthentication: ['iso_18045_basic'] } }) }
  const lenient = { ...residency, text: JSON.stringify({ ...JSON.parse(residency.text), id: 'lenient', keyAttestation: {} }) }
  scene = await openScene({ clock: fixedClock(now), types: catalogueOf(residency, guarded, lenient), settings: { attestationAnchors: [ca.certificate] } })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

let people = 0
async function redeemed(typeId = 'residency'): Promise<string> {
  const type = scene.issuer.types.get(typeId)
  if (type === undefined) throw new Error('no such type')
  const id = `attested-${String((people += 1)).padStart(12, '0')}` as OfferId
  const made = await scene.issuer.makeCredentialOffer({ authority: scene.authority('aldermoor'), type, person: goodRecord(`AL-6${people}`), id, staff: staffOf('aldermoor'), withTxCode: false })
  const shown = await scene.inject({ method: 'GET', url: new URL(made?.offerUri ?? walletUrl).pathname })
  return (await scene.token(shown.json().grants[preAuthorizedCodeGrant]['pre-authorized_code'], null)).json().access_token
}

interface Changes {
  readonly header?: object
  readonly claims?: object
  readonly signer?: KeyPair
}

function attest(keys: readonly KeyPair[], nonce: string, { header = {}, claims = {}, signer = provider }: Changes = {}): string {
  const jwks = keys.map(({ jwk }, place) => ({ ...jwk, kid: `key-${place}` }))
  const signingInput = `${encode({ alg: 'ES256', typ: 'key-attestation+jwt', x5c, ...header })}.${encode({ iat: now, exp: now + 600, attested_keys: jwks, key_storage: ['iso_18045_high'], user_authentication: ['iso_18045_basic'], nonce, ...claims })}`
  return `${signingInput}.${signEs256(signer.privateKey, signingInput)}`
}

const holdersIn = (answer: Awaited<ReturnType<Scene['credentialWith']>>): unknown[] =>
  answer.json<{ credentials: { credential: string }[] }>().credentials.map(({ credential }) => JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()).cnf.jwk)

const body = (type: string, proofs: object) => ({ credential_configuration_id: `${type}-sd-jwt`, proofs })
const claims = (nonce: string) => proofClaims(nonce, { iat: now })

describe('attested keys', () => {
  it('are announced by the metadata: what is taken, and what a type wants', async () => {
    const supported = (await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json().credential_configurations_supported
    expect(supported['residency-sd-jwt'].proof_types_supported).toEqual({ jwt: { proof_signing_alg_values_supported: ['ES256'] }, attestation: { proof_signing_alg_values_supported: ['ES256'] } })
    const required = { key_storage: ['iso_18045_high', 'iso_18045_moderate'], user_authentication: ['iso_18045_basic'] }
    expect(supported['guarded-sd-jwt'].proof_types_supported).toEqual({
      jwt: { proof_signing_alg_values_supported: ['ES256'], key_attestations_required: required },
      attestation: { proof_signing_alg_values_supported: ['ES256'], key_attestations_required: required },
    })
  })

  it.each(['residency', 'guarded'])('get a credential each by an attestation alone: %s', async (type) => {
    const keys = [makeKeyPair(), makeKeyPair(), makeKeyPair()]
    const answer = await scene.credentialWith(await redeemed(type), body(type, { attestation: [attest(keys, await scene.nonce())] }))
    expect([answer.statusCode, holdersIn(answer)]).toEqual([200, keys.map(({ jwk }) => jwk)])
  })

  it('get one each by the proof of one of them, which names it by jwk, by kid or by place', async () => {
    for (const name of [(key: KeyPair) => ({ jwk: key.jwk }), () => ({ jwk: undefined, kid: 'key-1' }), () => ({ jwk: undefined, kid: '1' })]) {
      const keys = [makeKeyPair(), makeKeyPair()]
      const [, second = makeKeyPair()] = keys
      const nonce = await scene.nonce()
      const proof = makeProof(second, claims(nonce), { ...name(second), key_attestation: attest(keys, nonce) })
      const answer = await scene.credentialWith(await redeemed('guarded'), body('guarded', { jwt: [proof] }))
      expect([answer.statusCode, new Set(holdersIn(answer).map((jwk) => JSON.stringify(jwk)))]).toEqual([200, new Set(keys.map(({ jwk }) => JSON.stringify(jwk)))])
    }
  })

  it('get one for each proof when each is attested', async () => {
    const keys = [makeKeyPair(), makeKeyPair()]
    const nonce = await scene.nonce()
    const proofs = keys.map((key) => makeProof(key, claims(nonce), { key_attestation: attest([key], nonce) }))
    const answer = await scene.credentialWith(await redeemed('guarded'), body('guarded', { jwt: proofs }))
    expect([answer.statusCode, holdersIn(answer)]).toEqual([200, keys.map(({ jwk }) => jwk)])
  })

  it('of a browser, as our wallet\'s provider attests them, get one each where any attestation will do, and none where more is wanted', async () => {
    const ours = attester('https://wallet.example', { key: provider.privateKey, x5c, until: now + 86_400 }, fixedClock(now))
    const keys = [makeKeyPair(), makeKeyPair()]
    const ask = async (type: string) => scene.credentialWith(await redeemed(type), body(type, { attestation: [ours.attestKeys(keys.map(({ jwk }) => jwk), await scene.nonce()).jwt] }))
    const given = await ask('lenient')
    expect([given.statusCode, holdersIn(given)]).toEqual([200, keys.map(({ jwk }) => jwk)])
    const refused = await ask('guarded')
    expect([refused.statusCode, refused.json().error]).toEqual([400, 'invalid_proof'])
  })

  it('get no more than a batch has', async () => {
    const keys = Array.from({ length: 12 }, makeKeyPair)
    const answer = await scene.credentialWith(await redeemed(), body('residency', { attestation: [attest(keys, await scene.nonce())] }))
    expect([answer.statusCode, holdersIn(answer).length]).toEqual([200, 10])
  })

  it('are believed of nobody where no anchor is configured', async () => {
    const plain = await openScene({ clock: fixedClock(now) })
    const supported = (await plain.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json().credential_configurations_supported
    expect(Object.keys(supported['residency-sd-jwt'].proof_types_supported)).toEqual(['jwt'])
    const { accessToken } = await plain.redeemed()
    const key = makeKeyPair()
    const refused = await plain.credentialWith(accessToken, body('residency', { attestation: [attest([key], await plain.nonce())] }))
    expect([refused.statusCode, refused.json().error]).toEqual([400, 'invalid_proof'])
    const proof = makeProof(key, claims(await plain.nonce()), { key_attestation: 'unread' })
    expect((await plain.credentialWith(accessToken, credentialBody(proof))).statusCode).toBe(200)
    await plain.close()
    plain.erase()
  })
})

it('a type that wants them stops the start where nobody is believed', async () => {
  const types = new Map([...scene.issuer.types].filter(([id]) => id === 'guarded'))
  await expect(openScene({ types })).rejects.toThrow('KEY_ATTESTATION_ANCHORS_FILE is missing: guarded')
})

type Make = (key: KeyPair, nonce: string) => object
const alone = (changes: Changes | ((key: KeyPair) => Changes)): Make => (key, nonce) => ({ attestation: [attest([key], nonce, typeof changes === 'function' ? changes(key) : changes)] })

const rows: readonly (readonly [what: string, make: Make, error?: string])[] = [
  ['no attestation at all', (key, nonce) => ({ jwt: [makeProof(key, claims(nonce))] })],
  ['two attestations', (key, nonce) => ({ attestation: [attest([key], nonce), attest([key], nonce)] })],
  ['an empty list', () => ({ attestation: [] })],
  ['an attestation that is no text', () => ({ attestation: [7] })],
  ['an attestation beside a proof', (key, nonce) => ({ attestation: [attest([key], nonce)], jwt: [makeProof(key, claims(nonce))] })],
  ['not a JWT', () => ({ attestation: ['a.b.c'] })],
  ['a very long one', () => ({ attestation: ['a'.repeat(40_000)] })],
  ['PRF-38 a provider that nobody trusts', alone(() => ({ header: { x5c: foreignX5c } }))],
  ['PRF-38 a chain of fifty', alone(() => ({ header: { x5c: Array.from({ length: 50 }, () => x5c[0]) } }))],
  ['PRF-38 a certificate that is none', alone({ header: { x5c: ['AAAA'] } })],
  ['PRF-38 no certificate', alone({ header: { x5c: [] } })],
  ['a key in place of a certificate', alone({ header: { x5c: undefined, jwk: provider.jwk } })],
  ['another signer than the certificate says', alone((key) => ({ signer: key }))],
  ['PRF-04 alg none', alone({ header: { alg: 'none' } })],
  ['PRF-06 another alg', alone({ header: { alg: 'ES384' } })],
  ['another typ', alone({ header: { typ: 'JWT' } })],
  ['PRF-32 crit', alone({ header: { crit: ['exp'] } })],
  ['PRF-26 no iat', alone({ claims: { iat: undefined } })],
  ['PRF-26 iat tomorrow', alone({ claims: { iat: now + 86_400 } })],
  ['PRF-31 expired', alone({ claims: { exp: now - 1 } })],
  ['PRF-31 exp as text', alone({ claims: { exp: 'never' } })],
  ['PRF-31 nbf tomorrow', alone({ claims: { nbf: now + 86_400 } })],
  ['no keys', alone({ claims: { attested_keys: [] } })],
  ['keys that are none', alone({ claims: { attested_keys: ['x'] } })],
  ['PRF-21 a private key', alone((key) => ({ claims: { attested_keys: [{ ...key.jwk, d: 'AAAA' }] } }))],
  ['PRF-23 a point off the curve', alone((key) => ({ claims: { attested_keys: [{ ...key.jwk, y: key.jwk.x }] } }))],
  ['the same key twice', alone((key) => ({ claims: { attested_keys: [key.jwk, key.jwk] } }))],
  ['a hundred and one keys', alone((key) => ({ claims: { attested_keys: Array.from({ length: 101 }, () => key.jwk) } }))],
  ['storage weaker than wanted', alone({ claims: { key_storage: ['iso_18045_basic'] } })],
  ['storage that nobody tells of', alone({ claims: { key_storage: undefined } })],
  ['storage as text', alone({ claims: { key_storage: 'iso_18045_high' } })],
  ['authentication weaker than wanted', alone({ claims: { user_authentication: ['none'] } })],
  ['PRF-28 no nonce', alone({ claims: { nonce: undefined } })],
  ['PRF-29 a wrong nonce', alone({ claims: { nonce: 'x' } }), 'invalid_nonce'],
  ['a proof by a key that is not attested', (key, nonce) => ({ jwt: [makeProof(key, claims(nonce), { key_attestation: attest([makeKeyPair()], nonce) })] })],
  ['a proof that names no attested key', (key, nonce) => ({ jwt: [makeProof(key, claims(nonce), { jwk: undefined, kid: '7', key_attestation: attest([key], nonce) })] })],
  ['a proof with an attestation that never ends', (key, nonce) => ({ jwt: [makeProof(key, claims(nonce), { key_attestation: attest([key], nonce, { claims: { exp: undefined } }) })] })],
  ['a proof with an attestation for another nonce', (key, nonce) => ({ jwt: [makeProof(key, claims(nonce), { key_attestation: attest([key], 'x') })] }), 'invalid_nonce'],
  ['two proofs of which one is attested', (key, nonce) => {
    const other = makeKeyPair()
    return { jwt: [makeProof(key, claims(nonce), { key_attestation: attest([key], nonce) }), makeProof(other, claims(nonce))] }
  }],
]

describe('for a type that wants attested keys, refused is', () => {
  it.each(rows.map(([what, make, error = 'invalid_proof']) => ({ what, make, error })))('$what', async ({ make, error }) => {
    const accessToken = await redeemed('guarded')
    const key = makeKeyPair()
    const nonce = await scene.nonce()
    const answer = await scene.credentialWith(accessToken, body('guarded', make(key, nonce)))
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
    // The nonce was not burnt and the token still issues.
    expect((await scene.credentialWith(accessToken, body('guarded', { attestation: [attest([key], nonce)] }))).statusCode).toBe(200)
  })
})
