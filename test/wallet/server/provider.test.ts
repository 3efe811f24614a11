import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attestationTrust } from '@counterfoil/issuer/adapters/attestation-trust'
import { walletAttestations } from '@counterfoil/issuer/adapters/wallet-attestations'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { epochSeconds, plus, seconds } from '@counterfoil/shared/kernel/branded'
import { verifyKeyAttestation } from '@counterfoil/shared/oid4vci/key-attestation'
import { attestationProof, signedBy, walletKey, walletProvider, type WalletKey, type WalletProvider } from '../../support/outside-wallet.ts'
import { partsOfJwt } from '../support/stub-issuer.ts'
import { providerKeyOf, startCallingServer, walletUrl, type CallingServer } from './calling-server.ts'

const now = Math.floor(Date.now() / 1000)
const issuer = 'https://issuer.example/aldermoor'
const clients = '/provider/client-attestations'
const keys = '/provider/key-attestations'
let provider: WalletProvider
let server: CallingServer
beforeAll(async () => {
  provider = await walletProvider('Our provider')
  server = await startCallingServer({ provider: providerKeyOf(provider) })
})
afterAll(() => server.close())

interface Changes {
  readonly header?: object
  readonly claims?: object
}
const possession = (key: WalletKey, { header = {}, claims = {} }: Changes = {}): string => signedBy(key, { typ: 'counterfoil-possession+jwt', jwk: key.jwk, ...header }, { aud: walletUrl, iat: now, ...claims })
const attestedFor = async (key: WalletKey): Promise<string> => ((await (await server.post(clients, { proof: possession(key) })).json()) as { client_attestation: string }).client_attestation

describe('the wallet\'s provider', () => {
  it('attests a key of the wallet so that an issuer believes it, for minutes, and names nobody', async () => {
    const key = walletKey()
    const jwt = await attestedFor(key)
    const [header, claims] = partsOfJwt(jwt)
    expect(header).toEqual({ alg: 'ES256', typ: 'oauth-client-attestation+jwt', x5c: provider.x5c })
    expect(claims).toEqual({ iss: walletUrl, sub: walletUrl, wallet_link: `${walletUrl}/provider`, cnf: { jwk: key.jwk }, iat: expect.closeTo(now, -2), exp: Number(claims?.['iat']) + 600 })
    const attestations = walletAttestations([provider.ca.certificate], { take: async () => true })
    const client = { clientId: walletUrl, name: 'Our wallet', redirectUris: [], authentication: 'attest_jwt_client_auth' } as const
    expect(await attestations.judge({ client, issuer, jwt, proof: attestationProof(key, { clientId: walletUrl, issuer, now }), now: epochSeconds(now) })).toMatchObject({ jkt: expect.any(String) })
  })

  it('attests keys for an issuer\'s nonce, and claims no storage and no user authentication for them', async () => {
    const holders = [walletKey(), walletKey(), walletKey()]
    const answer = await server.post(keys, { proofs: holders.map((key) => possession(key, { claims: { nonce: 'n-1' } })), nonce: 'n-1' })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const { key_attestation: jwt, expires_in: lifetime } = (await answer.json()) as { key_attestation: string; expires_in: number }
    expect(lifetime).toBe(300)
    const judged = verifyKeyAttestation(jwt, epochSeconds(now), { verifyEs256: verifyEs256ByJwk, readNonce: (nonce) => nonce, trustedKeyOf: attestationTrust([provider.ca.certificate], systemClock) })
    expect(judged).toEqual({ keys: holders.map(({ jwk }) => ({ jwk, kid: null })), nonce: 'n-1', expires: true, keyStorage: [], userAuthentication: [] })
  })

  it('gives two attestations nothing in common but the provider', async () => {
    const [one, other] = [walletKey(), walletKey()]
    const claims = [partsOfJwt(await attestedFor(one))[1], partsOfJwt(await attestedFor(other))[1]]
    const told = claims.map((each) => Object.entries(each ?? {}).filter(([name]) => !['iat', 'exp'].includes(name)).map(([name, value]) => [name, JSON.stringify(value)]))
    const common = told[0]?.filter(([name, value]) => told[1]?.some(([otherName, otherValue]) => name === otherName && value === otherValue))
    expect(common?.map(([name]) => name).toSorted()).toEqual(['iss', 'sub', 'wallet_link'])
  })

  it('says in both languages what its attestations are worth', async () => {
    const answer = await fetch(`${server.url}/provider`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(await answer.text()).toMatch(/can't tell that the page was ours[^]*Ni all ddweud/)
  })

  it('is told of by the wallet\'s server', async () => {
    expect(await (await fetch(`${server.url}/network.json`)).json()).toMatchObject({ server: { attests: true, relays: false } })
  })

  it('attests nothing for longer than its certificate stands', async () => {
    const late = { now: () => plus(systemClock.now(), seconds(60)) }
    const ending = await startCallingServer({ provider: { ...(providerKeyOf(provider) ?? raise()), until: now + 500 } }, { clock: late })
    const answer = await ending.post(clients, { proof: possession(walletKey()) })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'signing_unavailable'])
    await ending.close()
  })

  it('lets one address ask no more often than the operator wants', async () => {
    const limited = await startCallingServer({ provider: providerKeyOf(provider), callsPerMinute: 2 })
    const ask = async (): Promise<number> => (await limited.post(clients, { proof: possession(walletKey()) })).status
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429])
    await limited.close()
  })

  it('isn\'t there where the operator has none', async () => {
    const without = await startCallingServer({})
    expect((await without.post(clients, { proof: possession(walletKey()) })).status).toBe(404)
    await without.close()
  })
})

function raise(): never {
  throw new Error('There is no key.')
}

type Row = readonly [what: string, path: string, body: (key: WalletKey) => unknown, status: number, code: string, headers?: Readonly<Record<string, string>>]
const oneKey = (changes: (key: WalletKey) => Changes) => (key: WalletKey): unknown => ({ proof: possession(key, changes(key)) })
const withNonce = (key: WalletKey, nonce = 'n-1'): string => possession(key, { claims: { nonce } })
const good = oneKey(() => ({}))

const rows: readonly Row[] = [
  ['no body', clients, () => '', 400, 'invalid_request'],
  ['no JSON', clients, () => '{', 400, 'invalid_request'],
  ['a list', clients, () => [], 400, 'invalid_request'],
  ['a member twice', clients, (key) => `{"proof":"x","proof":"${possession(key)}"}`, 400, 'invalid_request'],
  ['a member that nobody knows', clients, (key) => ({ proof: possession(key), key_storage: ['iso_18045_high'] }), 400, 'invalid_request'],
  ['a prototype', clients, (key) => `{"proof":"${possession(key)}","__proto__":{}}`, 400, 'invalid_request'],
  ['SRF-08 a form', clients, () => 'proof=x', 415, 'unsupported_media_type', { 'content-type': 'text/plain' }],
  ['a large body', clients, () => ({ proof: 'x'.repeat(70_000) }), 413, 'body_too_large'],
  ['no proof', clients, () => ({}), 400, 'invalid_proof'],
  ['a proof that is no text', clients, () => ({ proof: { jwk: {} } }), 400, 'invalid_proof'],
  ['a proof that is no JWT', clients, () => ({ proof: 'a.b.c' }), 400, 'invalid_proof'],
  ['a long proof', clients, oneKey(() => ({ claims: { more: 'x'.repeat(4000) } })), 400, 'invalid_proof'],
  ['PRF-04 alg none', clients, oneKey(() => ({ header: { alg: 'none' } })), 400, 'invalid_proof'],
  ['another typ', clients, oneKey(() => ({ header: { typ: 'openid4vci-proof+jwt' } })), 400, 'invalid_proof'],
  ['PRF-32 crit', clients, oneKey(() => ({ header: { crit: ['exp'] } })), 400, 'invalid_proof'],
  ['no key', clients, oneKey(() => ({ header: { jwk: undefined } })), 400, 'invalid_proof'],
  ['PRF-21 a private key', clients, oneKey((key) => ({ header: { jwk: { ...key.jwk, d: 'AAAA' } } })), 400, 'invalid_proof'],
  ['PRF-23 a point off the curve', clients, oneKey((key) => ({ header: { jwk: { ...key.jwk, y: key.jwk.x } } })), 400, 'invalid_proof'],
  ['somebody else\'s key', clients, oneKey(() => ({ header: { jwk: walletKey().jwk } })), 400, 'invalid_proof'],
  ['for another provider', clients, oneKey(() => ({ claims: { aud: 'https://other.example' } })), 400, 'invalid_proof'],
  ['for several', clients, oneKey(() => ({ claims: { aud: [walletUrl] } })), 400, 'invalid_proof'],
  ['PRF-26 without a time', clients, oneKey(() => ({ claims: { iat: undefined } })), 400, 'invalid_proof'],
  ['PRF-26 of yesterday', clients, oneKey(() => ({ claims: { iat: now - 86_400 } })), 400, 'invalid_proof'],
  ['PRF-26 of tomorrow', clients, oneKey(() => ({ claims: { iat: now + 86_400 } })), 400, 'invalid_proof'],
  ['a time as text', clients, oneKey(() => ({ claims: { iat: `${now}` } })), 400, 'invalid_proof'],
  ['another page', clients, good, 403, 'forbidden', { origin: 'https://evil.example' }],
  ['another page of the same site', clients, good, 403, 'forbidden', { 'sec-fetch-site': 'same-site' }],
  ['a page that hides', clients, good, 403, 'forbidden', { origin: 'null' }],
  ['no keys', keys, () => ({ proofs: [], nonce: 'n-1' }), 400, 'invalid_request'],
  ['keys that are no list', keys, (key) => ({ proofs: withNonce(key), nonce: 'n-1' }), 400, 'invalid_request'],
  ['twenty-one keys', keys, (key) => ({ proofs: Array.from({ length: 21 }, () => withNonce(key)), nonce: 'n-1' }), 400, 'invalid_request'],
  ['one key twice', keys, (key) => ({ proofs: [withNonce(key), withNonce(key)], nonce: 'n-1' }), 400, 'invalid_proof'],
  ['no nonce', keys, (key) => ({ proofs: [withNonce(key)] }), 400, 'invalid_request'],
  ['an empty nonce', keys, (key) => ({ proofs: [withNonce(key, '')], nonce: '' }), 400, 'invalid_request'],
  ['a long nonce', keys, (key) => ({ proofs: [withNonce(key)], nonce: 'n'.repeat(600) }), 400, 'invalid_request'],
  ['a proof for another nonce', keys, (key) => ({ proofs: [withNonce(key, 'n-2')], nonce: 'n-1' }), 400, 'invalid_proof'],
  ['a proof for none', keys, (key) => ({ proofs: [possession(key)], nonce: 'n-1' }), 400, 'invalid_proof'],
  ['one good proof and one bad', keys, (key) => ({ proofs: [withNonce(key), 'a.b.c'], nonce: 'n-1' }), 400, 'invalid_proof'],
  ['another address', '/provider/more', good, 404, 'not_found'],
]

describe('the provider refuses', () => {
  it.each(rows.map(([what, path, body, status, code, headers = {}]) => ({ what, path, body, status, code, headers })))('$what', async ({ path, body, status, code, headers }) => {
    const answer = await server.post(path, body(walletKey()), headers)
    const problem = (await answer.json()) as { code: string; status: number }
    expect([answer.status, problem.status, problem.code]).toEqual([status, status, code])
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  it('another method', async () => {
    expect((await fetch(`${server.url}${clients}`)).status).toBe(405)
  })
})
