import { createHash, createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto'
import { Openid4vpVerifier, zWalletMetadata } from '@openid4vc/openid4vp'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { compactDecrypt, importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { parseRequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import { startOutsideIssuer } from '../support/outside-issuer.ts'
import { collectAndKeep } from '../wallet/support/real-wallet.ts'
import { encode, makeKey, signWith } from '../wallet/support/stub-council.ts'
import { address, hashOf, host, known, leaf, otherRoot, requestUri, verifierKey } from '../wallet/support/stub-requesters.ts'
import { json, typed } from '../wallet/support/stub-internet.ts'
import { hold, residencyQuery, sentToAskers } from '../wallet/support/stub-verifier.ts'
import { startOfWorld } from '../wallet/support/stub-world.ts'
import { startWalletWorld, type WalletWorld } from '../wallet/support/wallet-world.ts'

// A verifier that Counterfoil did not write: the OpenWallet Foundation's library makes and reads the messages, `jose` decrypts, and the SD-JWT library judges
// what was presented. Our wallet answers it as it stands.

// The libraries read the machine's clock.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: startOfWorld * 1000 }))
afterAll(() => void vi.useRealTimers())

const encryption = makeKey()
const certificate = leaf(otherRoot)
const notNeeded = (): never => {
  throw new Error('This flow needs no such cryptography.')
}
const sha256 = (data: Uint8Array | string): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest())
const verifierCallbacks = {
  hash: sha256,
  generateRandom: () => crypto.getRandomValues(new Uint8Array(16)),
  encryptJwe: notNeeded,
  verifyJwt: notNeeded,
  signJwt: (_signer: unknown, { header, payload }: { readonly header: object; readonly payload: object }) => {
    const input = `${encode(header)}.${encode(payload)}`
    return { jwt: `${input}.${signWith(verifierKey, input)}`, signerJwk: { kty: 'EC' } }
  },
  decryptJwe: async (jwe: string) => {
    const { plaintext } = await compactDecrypt(jwe, await importJWK(encryption.key.export({ format: 'jwk' }) as JWK, 'ECDH-ES'))
    return { decrypted: true as const, decryptionJwk: { kty: 'EC' }, payload: new TextDecoder().decode(plaintext) }
  },
}
const verifier = new Openid4vpVerifier({ callbacks: verifierCallbacks })

const request = (clientId: string) => ({
  response_type: 'vp_token' as const,
  response_mode: 'direct_post.jwt' as const,
  client_id: clientId,
  response_uri: address,
  nonce: 'n-0123456789abcdef',
  state: 's1',
  dcql_query: { credentials: [residencyQuery({ multiple: true })] },
  client_metadata: {
    jwks: { keys: [{ ...encryption.jwk, kid: 'e1', alg: 'ECDH-ES', use: 'enc' }] },
    encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
  },
})
type Asked = ReturnType<typeof request>

const made = (asked: Asked, more: object = {}) =>
  verifier.createOpenId4vpAuthorizationRequest({
    authorizationRequestPayload: asked,
    jar: { jwtSigner: { method: 'x5c', x5c: [certificate.x5c], alg: 'ES256' }, requestUri, additionalJwtPayload: { aud: 'https://self-issued.me/v2', ...more }, expiresInSeconds: 300 },
  })
const jwtOf = async (asked: Asked, more?: object): Promise<string> => (await made(asked, more)).jar?.authorizationRequestJwt ?? ''

/** Signed and by reference. */
async function signedLink(asked: Asked): Promise<string> {
  const { authorizationRequest, jar } = await made(asked)
  world.internet.on(requestUri, () => typed(jar?.authorizationRequestJwt ?? '', requestObjectMediaType))
  return authorizationRequest
}

/** In the link itself, unsigned. */
const unsignedLink = async (asked: Asked): Promise<string> => (await verifier.createOpenId4vpAuthorizationRequest({ authorizationRequestPayload: asked })).authorizationRequest

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld(undefined, known)
  // The library would fetch a status list.
  for (let count = 0; count < 2; count += 1) await hold(world, { credential: { payload: { status: undefined } } })
  world.internet.on(address, () => json({}))
})

/** Reads what came as the library does. */
async function received(asked: Asked): Promise<Readonly<Record<string, readonly string[]>>> {
  const { body } = sentToAskers(world).at(-1) ?? expect.fail()
  const read = await verifier.parseOpenid4vpAuthorizationResponse({ authorizationRequestPayload: asked, authorizationResponse: Object.fromEntries(new URLSearchParams(body)), callbacks: verifierCallbacks })
  expect(read.authorizationResponsePayload.state).toBe('s1')
  return read.type === 'dcql' ? (read.dcql.presentations as unknown as Record<string, readonly string[]>) : expect.fail()
}

const verifies = (key: KeyObject) => async (data: string, signature: string) => verify('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))

/** What the SD-JWT library believes of a presentation, and whom and what its holder signed. */
async function judged(presentation: string, issuerKey: KeyObject = world.aldermoor.keys.credential.key): Promise<{ readonly claims: unknown; readonly binding: unknown }> {
  const library = new SDJwtVcInstance({
    hasher: (data) => sha256(typeof data === 'string' ? data : new Uint8Array(data)),
    hashAlg: 'sha-256',
    verifier: verifies(createPublicKey(issuerKey)),
    kbVerifier: (data, signature, { cnf }) => verifies(createPublicKey({ key: (cnf as { jwk: object }).jwk as JsonWebKey, format: 'jwk' }))(data, signature),
  })
  const { payload, kb } = await library.verify(presentation, { requiredClaimKeys: ['given_name', 'family_name'], keyBindingNonce: 'n-0123456789abcdef' })
  const { given_name: given, family_name: family, resident_since: since } = payload as Record<string, unknown>
  return { claims: { given, family, since }, binding: kb?.payload }
}

async function answered(link: string, several = false): Promise<void> {
  const consent = await world.wallet.readRequest(parseRequestLink(link.slice(link.indexOf('?'))))
  const shares = partsTaken(consent).flatMap(({ queryId, fitting }) => fitting.slice(0, several ? undefined : 1).map(({ credential, required }) => ({ queryId, credential, facts: required })))
  await world.wallet.answerRequest(consent, shares)
}

describe('a verifier that Counterfoil did not write', () => {
  it.each<[string, string, (asked: Asked) => Promise<string>]>([
    ['x509_hash', hashOf(certificate), signedLink],
    ['x509_san_dns', `x509_san_dns:${host}`, signedLink],
    ['redirect_uri', `redirect_uri:${address}`, unsignedLink],
  ])('asks as %s, and believes what our wallet answers', async (_prefix, clientId, linkTo) => {
    const asked = request(clientId)
    await answered(await linkTo(asked))
    const [presentation = '', ...others] = (await received(asked))['residency'] ?? []
    expect(others).toEqual([])
    expect(await judged(presentation)).toMatchObject({ claims: { given: 'Ada', family: 'Price', since: undefined }, binding: { aud: clientId, nonce: 'n-0123456789abcdef' } })
  })

  it('has several credentials where it asks for several, and its transaction authorised by the first', async () => {
    const transaction = encode({ type: 'urn:counterfoil:transaction:declaration:1', statement: { en: 'I live there', cy: 'Rwy’n byw yno' }, credential_ids: ['residency'] })
    const asked = { ...request(hashOf(certificate)), transaction_data: [transaction] }
    await answered(await signedLink(asked), true)
    const presentations = (await received(asked))['residency'] ?? []
    expect(await Promise.all(presentations.map(async (one) => (await judged(one)).binding))).toMatchObject([{ transaction_data_hashes: [Buffer.from(sha256(transaction)).toString('base64url')] }, { aud: hashOf(certificate) }])
  })

  it('is posted a nonce and what the wallet can do, signs the nonce, and is answered', async () => {
    const asked = request(hashOf(certificate))
    const link = await signedLink(asked)
    let told = new URLSearchParams()
    world.internet.on(requestUri, async ({ body }) => {
      told = new URLSearchParams(body)
      return typed(await jwtOf(asked, { wallet_nonce: told.get('wallet_nonce') }), requestObjectMediaType)
    })
    await answered(`${link}&request_uri_method=post`)
    expect(zWalletMetadata.safeParse(JSON.parse(told.get('wallet_metadata') ?? '')).error).toBeUndefined()
    expect(Object.keys(await received(asked))).toEqual(['residency'])
  })
})

describe('an issuer that Counterfoil did not write, which the network lists', () => {
  const vct = 'https://leisure.example/card'
  it.each([true, false])('is collected from over HTTP, with nonces: %s, and what it gave is believed by a verifier that Counterfoil did not write', async (hasNonces) => {
    const { brackenfield, ledger, internet, wallet } = world
    const { listing, keys } = brackenfield
    for (const kind of ['issue', 'request'] as const) ledger.accredit(kind, vct, listing.did)
    const issuer = await startOutsideIssuer({ identifier: listing.issuer, ...keys.credential, vct, claims: { given_name: 'Ada', family_name: 'Price', card_number: 'L-1' }, hasNonces })
    for (const place of ['https://issuer.example/.well-known/openid-credential-issuer/brackenfield', 'https://issuer.example/.well-known/oauth-authorization-server/brackenfield', ...['tokens', 'nonces', 'credentials'].map((name) => `${listing.issuer}/${name}`)])
      internet.on(place, ({ method, headers, body }) => fetch(`${issuer.url}${new URL(place).pathname}`, { method, headers, ...(body === '' ? {} : { body }) }))
    const { offer, txCode } = issuer.offer()
    const held = await collectAndKeep(wallet, offer as JsonObject, txCode)
    await issuer.close()
    expect(held).toMatchObject({ vct, name: { en: 'Leisure card' }, claims: { card_number: 'L-1' } })
    const asked = { ...request(hashOf(certificate)), dcql_query: { credentials: [residencyQuery({ meta: { vct_values: [vct] }, claims: [{ path: ['given_name'] }, { path: ['family_name'] }], claim_sets: undefined })] } }
    await answered(await signedLink(asked))
    const [presentation = ''] = (await received(asked))['residency'] ?? []
    expect(await judged(presentation, keys.credential.key)).toMatchObject({ claims: { given: 'Ada', family: 'Price' }, binding: { aud: hashOf(certificate) } })
  })
})
