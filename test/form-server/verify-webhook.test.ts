import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { verifyWebhook } from '@counterfoil/form-server/verify-webhook'
import { signaturesOf } from '@counterfoil/service-kit/webhooks/sign-webhook'

const secretOf = (): string => `whsec_${randomBytes(32).toString('base64')}`
const [mine, other] = [secretOf(), secretOf()]
const ed25519 = generateKeyPairSync('ed25519')
const part = (name: 'd' | 'x'): string => Buffer.from(ed25519.privateKey.export({ format: 'jwk' })[name] ?? '', 'base64url').toString('base64')

const now = 1_800_000_000_000
const at = now / 1000
const told = { type: 'presentation.answered', timestamp: '2027-01-15T08:00:00Z', data: { transaction_id: 'abc', form: 'library-card', authority: 'aldermoor' } }

/** As an outside library signs it. */
function signed(body: unknown = told, { secret = mine, when = at, id = 'msg_1' } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { headers: { 'webhook-id': id, 'webhook-timestamp': `${when}`, 'webhook-signature': new Webhook(secret).sign(id, new Date(when * 1000), text) }, body: text }
}
const invalid = { code: 'webhook_invalid' }

describe('a message of the verifier', () => {
  it('tells which presentation ended, and how', async () => {
    expect(await verifyWebhook(signed(), { secrets: [mine], now })).toEqual({ id: 'msg_1', type: 'presentation.answered', at: told.timestamp, transactionId: 'abc', form: 'library-card', authority: 'aldermoor', isSandbox: false })
    expect(await verifyWebhook(signed({ ...told, data: { ...told.data, sandbox: true } }), { secrets: [mine], now })).toMatchObject({ isSandbox: true })
    const { headers, body } = signed()
    expect(await verifyWebhook({ headers: new Headers(headers), body }, { secrets: [mine], now })).toMatchObject({ id: 'msg_1' })
  })

  it('is believed by either secret while one takes the place of the other', async () => {
    expect(await verifyWebhook(signed(), { secrets: [other, mine], now })).toMatchObject({ id: 'msg_1' })
    const { headers, body } = signed()
    const both = { ...headers, 'webhook-signature': `${signed(told, { secret: other }).headers['webhook-signature']} ${headers['webhook-signature']}` }
    expect(await verifyWebhook({ headers: both, body }, { secrets: [mine], now })).toMatchObject({ id: 'msg_1' })
  })

  it('is believed by the public key of who signs with Ed25519', async () => {
    const { headers, body } = signed()
    const message = { headers: { ...headers, 'webhook-signature': signaturesOf({ id: 'msg_1', at, body }, { secrets: [], signingKeys: [`whsk_${part('d')}`] }) }, body }
    expect(await verifyWebhook(message, { secrets: [`whpk_${part('x')}`], now })).toMatchObject({ id: 'msg_1' })
    await expect(verifyWebhook({ ...message, body: `${body} ` }, { secrets: [`whpk_${part('x')}`], now })).rejects.toMatchObject(invalid)
  })

  it.each([
    ['was signed with another secret', signed(told, { secret: other })],
    ['was altered', { ...signed(), body: JSON.stringify({ ...told, type: 'presentation.expired' }) }],
    ['has another id than was signed', { ...signed(), headers: { ...signed().headers, 'webhook-id': 'msg_2' } }],
    ['has another time than was signed', { ...signed(), headers: { ...signed().headers, 'webhook-timestamp': `${at + 1}` } }],
    ['is older than five minutes', signed(told, { when: at - 301 })],
    ['is more than five minutes ahead', signed(told, { when: at + 301 })],
    ['has a time that is none', { ...signed(), headers: { ...signed().headers, 'webhook-timestamp': 'now' } }],
    ['has no signature', { ...signed(), headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': `${at}` } }],
    ['has a signature of another kind', { ...signed(), headers: { ...signed().headers, 'webhook-signature': signed().headers['webhook-signature'].replace('v1,', 'v2,') } }],
    ['has its header twice', { ...signed(), headers: { ...signed().headers, 'webhook-signature': [signed().headers['webhook-signature']] } }],
    ['is no JSON', signed('presentation.answered')],
    ['is a list', signed([told])],
    ['tells of something else', signed({ ...told, type: 'credential.issued' })],
    ['names no presentation', signed({ ...told, data: { form: 'library-card', authority: 'aldermoor' } })],
  ])('that %s is refused', async (_how, message) => {
    await expect(verifyWebhook(message, { secrets: [mine], now })).rejects.toMatchObject(invalid)
  })

  it('is believed by nobody without a secret, and a secret that is none is named at once', async () => {
    await expect(verifyWebhook(signed(), { secrets: [], now })).rejects.toMatchObject(invalid)
    await expect(verifyWebhook(signed(), { secrets: ['secret'], now })).rejects.toThrow(TypeError)
  })
})
