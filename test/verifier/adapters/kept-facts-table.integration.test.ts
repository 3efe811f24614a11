import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { openKeptFacts, type KeptFactsTable } from '@counterfoil/verifier/adapters/kept-facts-table'
import { verifierSchema } from '@counterfoil/verifier/adapters/verifier-schema'
import { temporaryFolder } from '../../support/ledger.ts'

const folder = temporaryFolder()
const clock = fixedClock(1_800_000_000)
const key = new Uint8Array(32).fill(7)
let database: Database
const open = (): Promise<KeptFactsTable> => openKeptFacts({ database, key, clock, logger: createLogger('test') })

beforeEach(async () => {
  database = await openDatabase({ file: join(folder.path, 'facts.sqlite'), ...verifierSchema })
})
afterEach(async () => {
  await database.close()
  folder.remove()
})

describe('what is kept', () => {
  it('is not pushed out by five thousand identities of strangers, and none of those grows the file', async () => {
    const kept = await open()
    kept.keep('own', () => ({ ours: true }))
    for (let each = 0; each < 6000; each += 1) {
      kept.keep(`stranger ${each}`, () => ({ each }))
      if (each % 1000 === 0) kept.confirm('own', () => ({ ours: true }))
    }
    kept.keep('new', () => ({ ours: 'too' }))
    kept.keep('stranger of a long history', () => 'x'.repeat(2_000_000))
    await kept.writeAll()
    kept.keep('stranger after', () => ({}))
    await kept.writeAll()
    const after = await open()
    expect([after.read('own'), after.read('new'), after.read('stranger 0'), after.read('stranger of a long history')]).toEqual([{ ours: true }, { ours: 'too' }, undefined, undefined])
    const [rows] = await database.reads.all<{ count: number }>('SELECT COUNT(*) AS count FROM kept_facts')
    expect(rows?.count).toBeLessThanOrEqual(5000)
  })
})
