import { generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { webhookTypes, type IssuerWebhookEndpoint } from '@counterfoil/issuer/domain/webhook-event'
import { readIssuerWebhooks } from '@counterfoil/issuer/webhooks-config'
import { mostAttempts, waitAfter } from '@counterfoil/service-kit/webhooks/webhook-attempts'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { temporaryFolder } from '../support/ledger.ts'
import { until } from '../support/until.ts'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, staffOf, type Scene } from './issuer-scene.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'

const secretOf = (): string => `whsec_${randomBytes(32).toString('base64')}`
const [older, newer] = [secretOf(), secretOf()]
const ed25519 = generateKeyPairSync('ed25519')
const seed = Buffer.from(ed25519.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')

let scene: Scene
let receiver: WebhookReceiver
beforeEach(async () => {
  receiver = await startWebhookReceiver()
})
afterEach(async () => {
  await scene.close()
  scene.erase()
  await receiver.close()
})

const endpoint = (changes: Partial<IssuerWebhookEndpoint> = {}): IssuerWebhookEndpoint => ({ authority: 'aldermoor', id: 'crm', url: receiver.url, types: webhookTypes, secrets: [older, newer], signingKeys: [`whsk_${seed.toString('base64')}`], ...changes })

async function open(endpoints: readonly IssuerWebhookEndpoint[], hosts: readonly string[] = ['localhost']): Promise<void> {
  // Receivers hold the time of a message against their own clock.
  scene = await openScene({ clock: fixedClock(Math.floor(Date.now() / 1000)), settings: { webhooks: endpoints, webhookPrivateHosts: hosts } })
}

interface Message {
  readonly type: string
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}
const messages = (): Message[] => receiver.received.map(({ body }) => JSON.parse(body) as Message)

/** A credential from its offer on, and what became of it. */
async function lifeOfOne(authority = 'aldermoor'): Promise<{ readonly id: CounterfoilId; readonly offer: string }> {
  const now = scene.deployment().now
  const { accessToken, id: offer } = await scene.redeemed({ authority })
  const answer = await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(authority), { iat: now, aud: scene.authority(authority).identifier }))), { authority })
  const { notification_id: notification } = answer.json<{ notification_id: string }>()
  await scene.inject({ method: 'POST', url: `/${authority}/notification`, headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` }, payload: JSON.stringify({ notification_id: notification, event: 'credential_accepted' }) })
  const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', offer)
  if (row === undefined) throw new Error('not issued')
  await scene.issuer.changeStatus(scene.authority(authority), row.id, 'revoke', { staff: staffOf(authority), reason: 'moved_away' })
  return { id: row.id, offer }
}

describe('a council\'s system', () => {
  it('is told of a credential\'s whole life, signed so that an outside receiver believes it by either secret, with no claim in it', async () => {
    await open([endpoint()])
    const { id, offer } = await lifeOfOne()
    await until(async () => {
      await scene.issuer.deliver()
      return receiver.received.length >= 5
    }, 'five messages came')
    const byType = new Map(messages().map((message) => [message.type, message.data]))
    expect(Object.fromEntries(byType)).toEqual({
      'offer.made': { offer, credential_type: 'residency' },
      'offer.collected': { offer, credential_type: 'residency' },
      'credential.issued': { offer, counterfoil: id, credential_type: 'residency' },
      'notification.received': { offer, counterfoil: id, credential_type: 'residency', event: 'credential_accepted' },
      'status.changed': { offer, counterfoil: id, credential_type: 'residency', status: 'revoked', reason: 'moved_away' },
    })
    for (const { headers, body } of receiver.received) {
      for (const secret of [older, newer]) expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body))
      expect(() => new Webhook(secretOf()).verify(body, headers as Record<string, string>)).toThrow()
      expect(() => new Webhook(older).verify(body.replace('residency', 'blue-badge'), headers as Record<string, string>)).toThrow()
      const { 'webhook-id': name, 'webhook-timestamp': at, 'webhook-signature': signatures } = headers
      const asymmetric = String(signatures).split(' ').find((one) => one.startsWith('v1a,'))?.slice(4) ?? ''
      expect(verify(null, Buffer.from(`${String(name)}.${String(at)}.${body}`), ed25519.publicKey, Buffer.from(asymmetric, 'base64'))).toBe(true)
      expect(body).not.toMatch(/Ceridwen|Ashdown|1961|Harbour|AL1|1000123|AL-0001/)
    }
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(5)
    await until(async () => (await scene.rows('SELECT id FROM webhook_messages')).length === 0, 'nothing is kept of what arrived')
  })

  it('hears what it asked for, of its own council alone', async () => {
    await open([endpoint({ types: ['credential.issued'] })])
    await lifeOfOne('brackenfield')
    const { id } = await lifeOfOne()
    await until(async () => {
      await scene.issuer.deliver()
      return receiver.received.length > 0
    })
    await scene.issuer.deliver()
    expect(messages().map(({ type, data }) => [type, data['counterfoil']])).toEqual([['credential.issued', id]])
  })

  it('hears when a credential may be renewed and when it ended by itself, each once, with no claim in it', async () => {
    const clock = fixedClock(Math.floor(Date.now() / 1000))
    scene = await openScene({ clock, settings: { webhooks: [endpoint({ types: ['credential.renewable', 'credential.expired'] })], webhookPrivateHosts: ['localhost'] } })
    const { accessToken, id: offer } = await scene.redeemed()
    expect((await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: clock.now() }))))).statusCode).toBe(200)
    const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', offer)
    const heard = async (days: number, many: number): Promise<readonly string[]> => {
      clock.advance(days * 86_400)
      await scene.issuer.sweep()
      await until(async () => {
        await scene.issuer.deliver()
        return receiver.received.length >= many
      }, `${many} messages came`)
      return messages().map(({ type }) => type)
    }
    expect(await heard(300, 0)).toEqual([])
    expect(await heard(37, 1)).toEqual(['credential.renewable'])
    expect(await heard(1, 1)).toEqual(['credential.renewable'])
    expect(await heard(30, 2)).toEqual(['credential.renewable', 'credential.expired'])
    for (const { data } of messages()) expect(data).toEqual({ offer, counterfoil: row?.id, credential_type: 'residency' })
  })

  it('that fails is told again, later and later, the same under the same id, until it is given up', async () => {
    const clock = fixedClock(Math.floor(Date.now() / 1000))
    scene = await openScene({ clock, settings: { webhooks: [endpoint({ types: ['offer.made'] })], webhookPrivateHosts: ['localhost'] } })
    receiver.answer = 500
    await scene.offer()
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      await until(async () => {
        await scene.issuer.deliver()
        return receiver.received.length >= attempt
      }, `attempt ${attempt} was made`)
      await scene.issuer.deliver()
      expect(receiver.received).toHaveLength(attempt)
      clock.advance(waitAfter(attempt, 1))
    }
    await scene.issuer.deliver()
    expect(receiver.received).toHaveLength(mostAttempts)
    expect(new Set(receiver.received.map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`)).size).toBe(1)
    expect(await scene.rows('SELECT attempts, answer, is_dead FROM webhook_messages')).toEqual([{ attempts: mostAttempts, answer: 500, is_dead: 1 }])
  })

  it('that is gone is told nothing more, until an operator says otherwise', async () => {
    await open([endpoint({ types: ['offer.made'] })])
    receiver.answer = 410
    await scene.offer()
    await until(async () => {
      await scene.issuer.deliver()
      return receiver.received.length > 0
    })
    await until(async () => (await scene.rows('SELECT endpoint FROM webhook_endpoints WHERE stopped_at IS NOT NULL')).length === 1)
    await scene.offer()
    await scene.issuer.deliver()
    expect(receiver.received).toHaveLength(1)
    expect(await scene.rows('SELECT id FROM webhook_messages')).toHaveLength(2)
  })

  it('in the council\'s own network is reached only where the operator says so', async () => {
    await open([endpoint({ types: ['offer.made'] })], [])
    await scene.offer()
    await until(async () => {
      await scene.issuer.deliver()
      return (await scene.rows('SELECT id FROM webhook_messages WHERE attempts > 0')).length > 0
    })
    await scene.issuer.deliver()
    expect(receiver.received).toEqual([])
  })

  it('leaves no secret and no body in a file', async () => {
    await open([endpoint()])
    receiver.answer = 503
    await lifeOfOne()
    await until(async () => {
      await scene.issuer.deliver()
      return receiver.received.length >= 5
    })
    const files = readdirSync(scene.folder).filter((name) => name.startsWith('issuer.sqlite')).map((name) => readFileSync(join(scene.folder, name), 'latin1')).join('')
    expect(files).toContain('msg_')
    for (const trace of [older, newer.slice(6), '"type":"credential.issued"', 'Ceridwen']) expect([trace, files.includes(trace)]).toEqual([trace, false])
  })
})

describe('the file of webhooks', () => {
  it('is refused for what a receiver could not believe, and read with its secrets', async () => {
    await open([])
    const folder = temporaryFolder()
    const file = (name: string, content: unknown): string => {
      writeFileSync(join(folder.path, name), typeof content === 'string' ? content : JSON.stringify(content))
      return join(folder.path, name)
    }
    const good = { id: 'crm', url: 'https://crm.council.example/hooks', secretFiles: [file('secret', older)] }
    expect(readIssuerWebhooks(file('a.json', { aldermoor: [good] }))).toEqual([{ authority: 'aldermoor', id: 'crm', url: good.url, types: webhookTypes, secrets: [older], signingKeys: [] }])
    for (const [bad, problem] of [
      [{ ...good, secretFiles: [] }, /needs secrets/],
      [{ ...good, secretFiles: [file('short', 'whsec_c2hvcnQ=')] }, /needs secrets/],
      [{ ...good, secretFiles: [join(folder.path, 'none')] }, /secret of the webhook aldermoor\/crm/],
      [{ ...good, events: ['citizen.born'] }, /events/],
      [{ ...good, url: 'ftp://crm.example' }, /http/],
      [{ ...good, secret: 'x' }, /secret/],
    ] as const) expect(() => readIssuerWebhooks(file('b.json', { aldermoor: [bad] }))).toThrow(problem)
    expect(() => readIssuerWebhooks(file('c.json', { aldermoor: [good, good] }))).toThrow(/twice/)
    folder.remove()
  })
})
