import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { accountAt, startNotifyServer, type NotifyServer } from '../../support/notify-server.ts'
import { until } from '../../support/until.ts'
import { openKillScene, type KillScene } from '../kill-scene.ts'
import { makeRealNetwork } from '../real-network.ts'
import { writeRecords } from './bulk-scene.ts'

const steps = [
  ['before the offers and their messages are stored', 'bulk.prepared'],
  ['between making the offers and sending any message', 'bulk.committed'],
  ['before a message left', 'message.claimed'],
  ['after the carrier took one, before that was noted', 'message.carried'],
] as const
/** So many of each job, each somebody else's: an offer replaces the one before it. */
const rows = 25
/** So long is a message left alone whose attempt was cut off. */
const untilTriedAgain = 60

const folder = temporaryFolder()
const port = await freePort()
let devLedger: DevLedger
let notify: NotifyServer
let scene: KillScene
beforeAll(async () => {
  notify = await startNotifyServer(() => scene.now())
  const made = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  ;({ devLedger } = made)
  writeRecords(folder.path, rows * steps.length)
  scene = openKillScene({ folder: folder.path, config: { ...made.config, privateHosts: [notify.host], notifyAccounts: [['aldermoor', accountAt(notify)]] }, port })
})
afterAll(async () => {
  await scene.end()
  await notify.close()
  await devLedger.close()
  folder.remove()
})

describe('a job that writes to people, whose issuer is killed with kill -9', () => {
  it.each(steps.map(([when, step], place) => ({ when, step, from: place * rows })))('$when, ends with one offer for each row, and each of its messages sent once', async ({ step, from }) => {
    notify.taken.length = 0
    await scene.diesAfter(step, async () => (await scene.alive()).tell([`bulk ${rows} email_letter ${from}`], () => {}))
    await scene.pass(untilTriedAgain)
    await scene.alive()
    const references = (): readonly string[] => notify.taken.map(({ body }) => String(body['reference']))
    await until(() => new Set(references()).size === 2 * rows, 'every message came')
    // Once more: what was taken is not sent again.
    await scene.pass(untilTriedAgain)
    expect(references()).toHaveLength(2 * rows)
    const offers = await scene.rows<{ id: string }>("SELECT o.id FROM bulk_rows r JOIN credential_offers o ON o.id = r.offer AND o.state = 'offered' WHERE r.job = (SELECT id FROM bulk_jobs ORDER BY id DESC LIMIT 1)")
    expect(offers).toHaveLength(rows)
    expect(new Set(references())).toEqual(new Set(offers.flatMap(({ id }) => [`${id}-offer-link`, `${id}-offer-code`])))
  })
})
