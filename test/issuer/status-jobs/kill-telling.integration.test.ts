import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { accountAt, startNotifyServer, type NotifyServer } from '../../support/notify-server.ts'
import { until } from '../../support/until.ts'
import { bearerWallet, offerBy } from '../bearer-wallet.ts'
import { referenceOf, writeRecords } from '../bulk/bulk-scene.ts'
import { openKillScene, type KillScene } from '../kill-scene.ts'
import { makeRealNetwork } from '../real-network.ts'

const steps = [
  ['while it changes them', 'status-job.committed'],
  ['when the messages were stored', 'status-job.told'],
  ['after the carrier took one, before that was noted', 'message.carried'],
] as const
/** So many people for each step, each somebody else. */
const together = 4
/** So long is a message left alone whose attempt was cut off. */
const untilTriedAgain = 60

const folder = temporaryFolder()
const port = await freePort()
let devLedger: DevLedger
let notify: NotifyServer
let scene: KillScene
let credentials: readonly { readonly id: string }[]
beforeAll(async () => {
  notify = await startNotifyServer(() => scene.now())
  const made = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  ;({ devLedger } = made)
  const people = together * steps.length
  writeRecords(folder.path, people)
  const status = { clock: seconds(0), history: true, undoFor: seconds(0), fourEyesAbove: 1000, fourEyesWithin: seconds(0) }
  scene = openKillScene({ folder: folder.path, config: { ...made.config, status, privateHosts: [notify.host], notifyAccounts: [['aldermoor', accountAt(notify)]] }, port })
  const issuer = await scene.alive()
  const wallet = bearerWallet(`http://localhost:${port}/aldermoor`, scene.now)
  for (let person = 0; person < people; person += 1) expect((await wallet.ask(await wallet.token(await offerBy(issuer, referenceOf(person))))).status).toBe(200)
  credentials = await scene.rows<{ id: string }>('SELECT id FROM counterfoils ORDER BY rowid')
})
afterAll(async () => {
  await scene.end()
  await notify.close()
  await devLedger.close()
  folder.remove()
})

describe('a change of many that people are told of, whose issuer is killed with kill -9', () => {
  it.each(steps.map(([when, step], place) => ({ when, step, from: place * together })))('$when, ends with each changed and told once', async ({ step, from }) => {
    notify.taken.length = 0
    const ids = credentials.slice(from, from + together).map(({ id }) => id)
    await scene.diesAfter(step, async () => (await scene.alive()).tell([`revoke-many ${ids.join(',')} email`], () => {}))
    await scene.pass(untilTriedAgain)
    await scene.alive()
    const references = (): readonly string[] => notify.taken.map(({ body }) => String(body['reference']))
    await until(() => new Set(references()).size === together, 'everybody was told')
    // Once more: what was taken is not sent again.
    await scene.pass(untilTriedAgain)
    expect(references()).toHaveLength(together)
    expect(new Set(references().map((reference) => reference.split('-')[0]))).toEqual(new Set(ids))
    expect(await scene.rows('SELECT DISTINCT status FROM counterfoils WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))).toEqual([{ status: 1 }])
  })
})
