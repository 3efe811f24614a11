import { randomInt } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { bulkSeals } from '@counterfoil/issuer/adapters/bulk/bulk-seals'
import { draftSeals } from '@counterfoil/issuer/adapters/draft-seals'
import type { BulkJobId } from '@counterfoil/issuer/domain/bulk/bulk-job'
import type { OfferSecret } from '@counterfoil/issuer/domain/credential-offer'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { openKillScene, type KillScene } from '../kill-scene.ts'
import { makeRealNetwork } from '../real-network.ts'
import { makersSession, writeRecords } from './bulk-scene.ts'

// All of it takes two minutes: `BULK_ROWS=10000 BULK_KILLS=20`.
const rows = Number(process.env['BULK_ROWS'] ?? 1000)
const kills = Number(process.env['BULK_KILLS'] ?? 5)
const longest = 20_000 + kills * 20_000

const folder = temporaryFolder()
const port = await freePort()
let devLedger: DevLedger
let scene: KillScene
let serviceSecret: string

beforeAll(async () => {
  const made = await makeRealNetwork(folder.path, `http://localhost:${port}`)
  ;({ devLedger } = made)
  ;({ serviceSecret } = made.config)
  writeRecords(folder.path, rows)
  scene = openKillScene({ folder: folder.path, config: { ...made.config, bulkRowsPerSecond: 500 }, port })
})
afterAll(async () => {
  await scene.end()
  await devLedger.close()
  folder.remove()
})

interface Row {
  readonly person: string
  readonly code_lookup: string
}
const done = async (): Promise<number> => (await scene.rows<{ many: number }>('SELECT rows_offered AS many FROM bulk_jobs'))[0]?.many ?? 0
const state = async (): Promise<string> => (await scene.rows<{ state: string }>('SELECT state FROM bulk_jobs'))[0]?.state ?? ''

/** Lets the job go on for a part of what is left that nobody foresees, and some milliseconds more: then it dies, wherever it is. */
async function killSomewhere(killsLeft: number): Promise<number> {
  await scene.alive()
  const before = await done()
  const until = before + randomInt(0, Math.max(1, Math.floor((2 * (rows - before)) / (killsLeft + 1))))
  while ((await done()) < until) await setTimeout(2)
  await setTimeout(randomInt(0, 60))
  await scene.kill()
  return done()
}

describe('a job of many rows whose issuer is killed with kill -9', { timeout: longest }, () => {
  it(`at ${kills} random instants ends with exactly ${rows} offers, each of which can be handed on`, async () => {
    const id = (await (await scene.alive()).ask(`bulk ${rows}`)).split(' ')[1] as BulkJobId
    const deaths: number[] = []
    for (let left = kills; left > 0; left -= 1) deaths.push(await killSomewhere(left))
    await scene.alive()
    while ((await state()) !== 'finished') await setTimeout(20)
    // Told with the results of a full run.
    if (process.env['BULK_ROWS'] !== undefined) console.log(`killed with ${deaths.join(', ')} rows done`)

    const offers = await scene.rows<Row>("SELECT person, code_lookup FROM credential_offers WHERE state = 'offered'")
    expect(offers).toHaveLength(rows)
    expect(new Set(offers.map(({ person }) => person)).size).toBe(rows)
    const [told] = await scene.rows<{ many: number; objects: number }>("SELECT count(*) AS many, count(DISTINCT object) AS objects FROM audit_entries WHERE event = 'offer.made'")
    expect(told).toEqual({ many: rows, objects: rows })

    const seals = bulkSeals(cryptoRandom, serviceSecret)
    const pieces = await scene.rows<{ kind: string; sealed: string }>('SELECT kind, sealed FROM bulk_results')
    const resultsOf = (kind: string) => pieces.filter((piece) => piece.kind === kind).flatMap(({ sealed }) => seals.openResults(makersSession, id, sealed) ?? [])
    expect(resultsOf('codes')).toHaveLength(rows)
    const drafts = draftSeals(cryptoRandom)
    const secretIn = (link: string): OfferSecret => (new URL(new URL(link).searchParams.get('credential_offer_uri') ?? '').pathname.split('/').at(-1) ?? '') as OfferSecret
    expect(new Set(resultsOf('links').map(({ text }) => drafts.ofCode(drafts.codeOf(secretIn(text))).lookup))).toEqual(new Set(offers.map(({ code_lookup: lookup }) => lookup)))
  })
})
