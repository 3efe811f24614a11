import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QueryRunner } from 'typeorm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'

class CreateMarks1 {
  name = 'CreateMarks1700000000000'
  up = async (runner: QueryRunner): Promise<void> => {
    await runner.query('CREATE TABLE marks (name TEXT PRIMARY KEY) STRICT')
  }
  down = async (): Promise<void> => {}
}

let folder: string
let database: Database
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const names = async (): Promise<string[]> => (await database.reads.all<{ name: string }>('SELECT name FROM marks')).map(({ name }) => name)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-database-'))
  database = await openDatabase({ file: join(folder, 'marks.sqlite'), entities: [], migrations: [CreateMarks1] })
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

describe('the write queue', () => {
  it('never loses an acknowledged write to another unit that rolls back', async () => {
    const failing = database.write(async (writes) => {
      await writes.run('INSERT INTO marks VALUES (?)', ['undone'])
      await pause()
      throw new Error('changed my mind')
    })
    const kept = database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['kept']))
    await expect(failing).rejects.toThrow('changed my mind')
    await kept
    expect(await names()).toEqual(['kept'])
  })

  it('keeps each of 200 concurrent units whole: what was acknowledged is there, what threw is not', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        database.write(async (writes) => {
          await writes.run('INSERT INTO marks VALUES (?)', [`first ${index}`])
          if (index % 3 === 0) await pause()
          await writes.run('INSERT INTO marks VALUES (?)', [`second ${index}`])
          if (index % 5 === 0) throw new Error('no')
          return index
        }),
      ),
    )
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(acknowledged).toHaveLength(160)
    expect((await names()).sort()).toEqual(acknowledged.flatMap((index) => [`first ${index}`, `second ${index}`]).sort())
  })

  it('shows no reader what is not committed', async () => {
    let seen: string[] | undefined
    await database.write(async (writes) => {
      await writes.run('INSERT INTO marks VALUES (?)', ['soon'])
      seen = await names()
    })
    expect(seen).toEqual([])
    expect(await names()).toEqual(['soon'])
  })

  it('answers with the number of rows that a statement changed', async () => {
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['one']))
    const spend = (): Promise<number> => database.write((writes) => writes.run('DELETE FROM marks WHERE name = ?', ['one']))
    expect(await Promise.all([spend(), spend(), spend()])).toEqual([1, 0, 0])
  })

  it('refuses a statement that a unit sends after its end', async () => {
    let late: (() => Promise<number>) | undefined
    await database.write(async (writes) => {
      late = () => writes.run('INSERT INTO marks VALUES (?)', ['late'])
      return null
    })
    await expect(late?.()).rejects.toThrow('has ended')
  })

  it('lets nobody write on the reading connection', async () => {
    await expect(database.reads.all('INSERT INTO marks VALUES (?)', ['sneaked'])).rejects.toThrow()
  })
})

describe('a transaction that the database itself ends', () => {
  it('leaves nothing of its batch behind, and says so to each unit', async () => {
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['there']))
    const outcomes = await Promise.allSettled([
      database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['one'])),
      database.write((writes) => writes.run('INSERT OR ROLLBACK INTO marks VALUES (?)', ['there'])),
      database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['three'])),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await names()).toEqual(['there'])
  })
})
