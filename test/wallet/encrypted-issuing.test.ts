import { describe, expect, it } from 'vitest'
import { decryptJwe, encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { encryptionMetadata } from '@counterfoil/shared/oid4vci/message-encryption'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { receiveToRedeem } from './support/receive-to-redeem.ts'
import { makeKey } from './support/stub-council.ts'
import { json, typed, type SentRequest } from './support/stub-internet.ts'
import { issueCredential, keysOfProofs, publishOffer, txCode } from './support/stub-issuer.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const key = makeKey()
const offered = (mustBeEncrypted = false): JsonObject => encryptionMetadata({ keys: [{ ...key.jwk, kid: 'k1' }], mustBeEncrypted })
const endpoint = 'https://issuer.example/aldermoor/credential'

/** What a request asks for, once it is decrypted. */
interface Asked {
  readonly plain: string
  readonly answerTo: { readonly jwk: P256PublicJwk; readonly enc: 'A128GCM' | 'A256GCM' } | undefined
}

const opened = ({ body }: Pick<SentRequest, 'body'>): Asked => {
  const plain = body.startsWith('{') ? body : decryptJwe(body, key.key, 'k1')
  return { plain, answerTo: (JSON.parse(plain) as { credential_response_encryption?: Asked['answerTo'] }).credential_response_encryption }
}

type Answering = (answer: string, asked: Asked) => Response

const asAsked: Answering = (answer, { answerTo }) => (answerTo === undefined ? typed(answer, 'application/json') : typed(encryptJwe({ plaintext: answer, to: answerTo.jwk, enc: answerTo.enc }), 'application/jwt'))

async function collect(metadata: JsonObject, answering = asAsked): Promise<{ readonly world: WalletWorld; readonly held: HeldCredential }> {
  const world = await startWalletWorld()
  const link = publishOffer(world, { metadata: (value) => ({ ...value, ...metadata }) })
  world.internet.on(endpoint, (request) => {
    const asked = opened(request)
    return answering(JSON.stringify({ credentials: keysOfProofs({ body: asked.plain }).map((jwk) => ({ credential: issueCredential(world.aldermoor, jwk) })) }), asked)
  })
  const received = await receiveToRedeem(world.wallet, link)
  return { world, held: (await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))).held }
}

const sent = ({ internet }: WalletWorld): SentRequest => internet.sentTo(endpoint).at(-1) ?? expect.fail()

describe('an issuer that offers encryption', () => {
  it.each([false, true])('is asked, and answers, so that nobody in between reads either (required: %s)', async (mustBeEncrypted) => {
    const { world, held } = await collect(offered(mustBeEncrypted))
    expect(held.claims['given_name']).toBe('Ada')
    expect(sent(world).body).not.toContain('proofs')
    expect(opened(sent(world)).answerTo).toMatchObject({ enc: 'A256GCM', jwk: { kty: 'EC', crv: 'P-256', alg: 'ECDH-ES', use: 'enc' } })
  })

  it('gets a key of its own for each answer', async () => {
    const keys = await Promise.all([1, 2].map(async () => opened(sent((await collect(offered())).world)).answerTo?.jwk.x))
    expect(new Set(keys).size).toBe(2)
  })

  it('by A128GCM alone is spoken with by that', async () => {
    const enc = { enc_values_supported: ['A128GCM', 'A128CBC-HS256'] }
    const { credential_request_encryption: request, credential_response_encryption: response } = offered()
    const { world, held } = await collect({ credential_request_encryption: { ...(request as JsonObject), ...enc }, credential_response_encryption: { ...(response as JsonObject), ...enc } })
    expect([held.claims['given_name'], opened(sent(world)).answerTo?.enc]).toEqual(['Ada', 'A128GCM'])
  })

  it('of requests alone answers in the open', async () => {
    const { world, held } = await collect({ credential_request_encryption: offered()['credential_request_encryption'], credential_response_encryption: undefined })
    expect([held.claims['given_name'], opened(sent(world)).answerTo, sent(world).body.split('.').length]).toEqual(['Ada', undefined, 5])
  })

  it.each<[string, JsonObject]>([
    ['that it doesn’t require, by algorithms that this wallet has not', { credential_request_encryption: { ...(offered()['credential_request_encryption'] as JsonObject), enc_values_supported: ['A128CBC-HS256'] } }],
    ['that it doesn’t require, of answers alone, which a request in the open must not ask for', { credential_response_encryption: offered()['credential_response_encryption'] }],
    ['that it doesn’t require, to keys for something else', { credential_request_encryption: { ...(offered()['credential_request_encryption'] as JsonObject), jwks: { keys: [{ ...key.jwk, kid: 'k1', alg: 'ES256', use: 'sig' }] } } }],
  ])('%s, is spoken with in the open', async (_what, metadata) => {
    const { world, held } = await collect(metadata)
    expect([held.claims['given_name'], opened(sent(world)).answerTo, sent(world).body.startsWith('{')]).toEqual(['Ada', undefined, true])
  })

  it.each<[string, JsonObject]>([
    ['requests by algorithms that this wallet has not', { credential_request_encryption: { ...(offered(true)['credential_request_encryption'] as JsonObject), enc_values_supported: ['A128CBC-HS256'] } }],
    ['requests to no key', { credential_request_encryption: { ...(offered(true)['credential_request_encryption'] as JsonObject), jwks: { keys: [] } } }],
    ['answers, and has no key for requests', { credential_response_encryption: offered(true)['credential_response_encryption'] }],
    ['answers by another algorithm', { ...offered(), credential_response_encryption: { ...(offered(true)['credential_response_encryption'] as JsonObject), alg_values_supported: ['RSA-OAEP-256'] } }],
  ])('which requires %s is not asked', async (_what, metadata) => {
    await expect(collect(metadata)).rejects.toMatchObject({ code: 'offer_not_usable' })
  })

  it.each<[string, Answering, string]>([
    ['in the open', (answer) => typed(answer, 'application/json'), 'credential_wrong'],
    ['encrypted to another key', (answer) => typed(encryptJwe({ plaintext: answer, to: makeKey().jwk, enc: 'A256GCM' }), 'application/jwt'), 'credential_wrong'],
    ['encrypted otherwise than it was asked', (answer, { answerTo }) => typed(encryptJwe({ plaintext: answer, to: answerTo?.jwk ?? key.jwk, enc: 'A128GCM' }), 'application/jwt'), 'credential_wrong'],
    ['no, in the open as errors are', () => json({ error: 'credential_request_denied' }, 400), 'issuing_failed'],
  ])('and answers %s is not believed', async (_what, answering, expected) => {
    await expect(collect(offered(), answering)).rejects.toMatchObject({ code: expected })
  })
})
