import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { CreateMarks1, pause } from './marks.ts'

let folder: string
let database: Database
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

  it('shows none of 200 concurrent units the half of another', async () => {
    const halves: string[] = []
    const unit = (index: number) =>
      database.write(async (writes) => {
        const seen = (await writes.all<{ name: string }>('SELECT name FROM marks')).map(({ name }) => name)
        halves.push(...seen.filter((name) => name.startsWith('first') && !seen.includes(name.replace('first', 'second'))))
        await writes.run('INSERT INTO marks VALUES (?)', [`first ${index}`])
        await pause()
        if (index % 7 === 0) throw new Error('no')
        await writes.run('INSERT INTO marks VALUES (?)', [`second ${index}`])
      })
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, (_, index) => unit(index)))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(29)
    expect(halves).toEqual([])
    expect(await names()).toHaveLength(2 * 171)
  })

  it('shows every reader what was acknowledged before it asked, however many read and write', async () => {
    const missed: number[] = []
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [`mark ${index}`]))
        const found = await database.reads.first('SELECT name FROM marks WHERE name = ?', [`mark ${index}`])
        if (found === null) missed.push(index)
      }),
    )
    expect(missed).toEqual([])
  })

  it('undoes what a failed unit still had under way, and lands it in no other', async () => {
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['there']))
    const slowly = 'INSERT INTO marks SELECT ? WHERE (WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000) SELECT count(*) FROM n) > 0'
    const failing = (index: number): Promise<unknown> =>
      database.write((writes) => Promise.all([writes.run('INSERT INTO marks VALUES (?)', ['there']), ...[1, 2, 3, 4, 5, 6].map((part) => writes.run(slowly, [`orphan ${index} ${part}`]))]))
    const good = (index: number): Promise<unknown> => database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [`good ${index}`]))
    await Promise.allSettled(Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? good(index) : failing(index))))
    const kept = await names()
    expect(kept.filter((name) => name.startsWith('orphan'))).toEqual([])
    expect(kept.filter((name) => name.startsWith('good'))).toHaveLength(200)
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

describe('a unit of work without end', () => {
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['alone', 0],
    ['among others', 3],
  ])('is undone after 5 seconds, %s, and the next ones go on', async (_where, others) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let begun = (): void => {}
    const hasBegun = new Promise<void>((resolve) => (begun = resolve))
    const endless = database.write(async (writes) => {
      await writes.run('INSERT INTO marks VALUES (?)', ['endless'])
      begun()
      return new Promise<never>(() => {})
    })
    const outcome = expect(endless).rejects.toThrow('took too long')
    const beside = Array.from({ length: others }, (_, index) => database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [`beside ${index}`])))
    await hasBegun
    await vi.advanceTimersByTimeAsync(4999)
    expect(await names()).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await outcome
    await Promise.all(beside)
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['next']))
    expect(await names()).toEqual([...Array.from({ length: others }, (_, index) => `beside ${index}`), 'next'])
  })
})
