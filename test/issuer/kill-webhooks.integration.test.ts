import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { until } from '../support/until.ts'
import { watch, type Watched } from '../support/watched.ts'
import { startKillableIssuer } from './killable-issuer.ts'
import { markers } from './marked-person.ts'
import { makeRealNetwork, realDeployment } from './real-network.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'

const folder = temporaryFolder()
const port = await freePort()
const configFile = join(folder.path, 'config.json')
const secret = `whsec_${randomBytes(32).toString('base64')}`
let devLedger: DevLedger
let receiver: WebhookReceiver
let watched: Watched
beforeAll(async () => {
  receiver = await startWebhookReceiver()
  const network = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  devLedger = network.devLedger
  // Lists can't be fetched from an issuer that was killed, and nothing is issued here.
  watched = watch({ deployment: () => realDeployment(folder.path, network.config, { grace: 60, markers, acknowledged: [] }), unseen: ['INV-05', 'INV-07', 'INV-08'] })
  const webhooks = [{ authority: 'aldermoor', id: 'crm', url: receiver.url, types: ['offer.made'], secrets: [secret], signingKeys: [] }]
  writeFileSync(configFile, JSON.stringify({ ...network.config, webhooks, webhookPrivateHosts: ['localhost'] }))
})
afterAll(async () => {
  await watched.end()
  await receiver.close()
  await devLedger.close()
  folder.remove()
})

describe('an issuer killed with kill -9', () => {
  it.each([
    ['before a webhook left', 'webhook.claimed', 1],
    ['after it arrived, before that was noted', 'webhook.answered', 2],
  ])('%s tells it after its restart, under the same id', async (_when, step, times) => {
    const before = receiver.received.length
    const dying = await startKillableIssuer(configFile, port)
    await dying.ask(`die-at ${step}`)
    // Its answer may come or not: what was committed is told either way.
    await dying.tell([`offer killed-at-${step}`], () => {})
    await dying.gone
    const issuer = await startKillableIssuer(configFile, port)
    await until(() => receiver.received.length >= before + times, 'the message came')
    issuer.child.kill('SIGKILL')
    await issuer.gone
    await watched.look()
    const mine = receiver.received.slice(before)
    expect(new Set(mine.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    for (const { body, headers } of mine) expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'offer.made', data: { offer: `killed-at-${step}` } })
  })
})
