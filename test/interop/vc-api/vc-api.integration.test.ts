import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { documentOf, statements, statementsOfTerms } from '../../support/credential-documents.ts'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { walletKey } from '../../support/outside-wallet.ts'
import { openIssuerKey, type IssuerKey } from './issuer-key.ts'
import { vcApi } from './vc-api.ts'

// The statements of the W3C's suite in our own words, through the API that the suite itself is run against by hand
// (docs/conformance.md). What is refused counts only where what is right was taken.

const now = new Date('2026-06-01T00:00:00Z')
let key: IssuerKey
let api: FastifyInstance
beforeAll(async () => {
  key = await openIssuerKey()
  api = vcApi({ now: () => now, key })
})
const counted = { positive: 0, negative: 0 }

const post = async (path: string, payload: object) => {
  const answer = await api.inject({ method: 'POST', url: path, payload })
  return { status: answer.statusCode, body: answer.json<JsonObject>() }
}
const issue = (changes: object) => post('/credentials/issue', { credential: documentOf(changes as JsonObject), options: {} })
type Enveloped = JsonObject & { readonly id: string }
const issued = async (changes: object = {}): Promise<Enveloped> => (await issue(changes)).body['verifiableCredential'] as Enveloped
const verify = async (verifiableCredential: unknown) => (await post('/credentials/verify', { verifiableCredential, options: {} })).status

afterAll(async () => {
  await key.close()
  console.info(`W3C data model 2.0: ${counted.positive} documents taken, ${counted.negative} refused`)
})

describe('what is issued', () => {
  it.each([...statements, ...statementsOfTerms])('$says', async ({ good, bad }) => {
    expect((await issue(good)).status).toBe(201)
    counted.positive += 1
    const taken: string[] = []
    for (const [what, changes] of bad) if ((await issue(changes)).status !== 400) taken.push(what)
    expect(taken).toEqual([])
    counted.negative += bad.length
  })

  it('names the council’s key, as the ledger has it, and its certificate', async () => {
    const [header = ''] = (await issued()).id.split(',')[1]?.split('.') ?? []
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: key.signer.kid, x5c: [expect.stringMatching(/^MII/)] })
    expect(key.signer.kid).toMatch(/^did:ethr:0x7a69:0x[0-9a-f]{40}#delegate-\d+$/i)
  })

  it('is enveloped (4.13.2)', async () => {
    expect(await issued()).toEqual({ '@context': ['https://www.w3.org/ns/credentials/v2'], type: 'EnvelopedVerifiableCredential', id: expect.stringMatching(/^data:application\/vc\+jwt,[\w-]+\.[\w-]+\.[\w-]{86}$/) as string })
  })
})

describe('what is verified', () => {
  const dates = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' }

  it.each<[string, (good: Enveloped) => unknown]>([
    ['another context', (good) => ({ ...good, '@context': ['https://www.w3.org/ns/credentials/examples/v2'] })],
    ['no context', (good) => ({ ...good, '@context': [] })],
    ['no type', ({ type: _type, ...rest }) => rest],
    ['the type of what it envelops', (good) => ({ ...good, type: 'VerifiableCredential' })],
    ['no data: address', (good) => ({ ...good, id: good.id.split(',')[1] ?? '' })],
    ['another media type', (good) => ({ ...good, id: good.id.replace('vc+jwt', 'jwt') })],
    ['a changed signature', (good) => ({ ...good, id: good.id.replace(/.{86}$/, 'A'.repeat(86)) })],
    ['what it envelops alone', () => documentOf(dates)],
    ['nothing', () => undefined],
  ])('is a credential in its envelope, not one with %s', async (_what, change) => {
    const good = await issued(dates)
    expect(await verify(good)).toBe(200)
    expect(await verify(change(good))).toBe(400)
  })

  it('is what is valid now, and signed by the issuer', async () => {
    expect(await verify(await issued({ ...dates, validFrom: '2026-06-01T00:00:01Z' }))).toBe(400)
    expect(await verify(await issued({ ...dates, validUntil: '2026-05-31T23:59:59Z' }))).toBe(400)
    const { privateKey, jwk } = walletKey()
    const stranger = vcApi({ now: () => now, key: { ...key, signer: { ...key.signer, sign: (input) => signEs256(privateKey, input) }, publicJwk: jwk } })
    const theirs = await stranger.inject({ method: 'POST', url: '/credentials/issue', payload: { credential: documentOf(dates) } })
    expect(await verify(theirs.json<JsonObject>()['verifiableCredential'])).toBe(400)
  })

  it('is no presentation of the W3C', async () => {
    expect((await post('/presentations/verify', { verifiablePresentation: {} })).status).toBe(501)
  })
})
