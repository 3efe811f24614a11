import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { accountAt, startNotifyServer, type NotifyServer } from '../support/notify-server.ts'
import { until } from '../support/until.ts'
import { watch, type Watched } from '../support/watched.ts'
import { startKillableIssuer } from './killable-issuer.ts'
import { markers } from './marked-person.ts'
import { makeRealNetwork, realDeployment } from './real-network.ts'

const folder = temporaryFolder()
const port = await freePort()
const configFile = join(folder.path, 'config.json')
/** So long is a message left alone whose attempt was cut off. */
const untilTriedAgain = 60
let ahead = 0
let devLedger: DevLedger
let notify: NotifyServer
let watched: Watched
beforeAll(async () => {
  notify = await startNotifyServer(() => Math.floor(Date.now() / 1000) + ahead)
  const network = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  devLedger = network.devLedger
  // Lists can't be fetched from an issuer that was killed, and nothing is issued here.
  watched = watch({ deployment: () => realDeployment(folder.path, network.config, { grace: 60, markers, acknowledged: [] }), unseen: ['INV-05', 'INV-07', 'INV-08'] })
  writeFileSync(configFile, JSON.stringify({ ...network.config, privateHosts: [notify.host], notifyAccounts: [['aldermoor', accountAt(notify)]] }))
})
afterAll(async () => {
  await watched.end()
  await notify.close()
  await devLedger.close()
  folder.remove()
})

describe('an issuer killed with kill -9', () => {
  it.each([
    ['before a message left', 'message.claimed'],
    ['after the carrier took it, before that was noted', 'message.carried'],
  ])('%s writes what was promised after its restart, each once', async (_when, step) => {
    const id = `killed-at-${step}`
    const dying = await startKillableIssuer(configFile, port, ahead)
    await dying.ask(`die-at ${step}`)
    await dying.tell([`write ${id}`], () => {})
    await dying.gone
    ahead += untilTriedAgain
    const issuer = await startKillableIssuer(configFile, port, ahead)
    const mine = () => notify.taken.map(({ body }) => String(body['reference'])).filter((reference) => reference.startsWith(id))
    await until(() => new Set(mine()).size === 2, 'both messages came')
    // Once more: what was taken is not sent again.
    await issuer.ask(`ahead ${ahead + untilTriedAgain}`)
    expect(mine().toSorted((one, other) => one.localeCompare(other))).toEqual([`${id}-code`, `${id}-link`])
    issuer.child.kill('SIGKILL')
    await issuer.gone
  })
})
