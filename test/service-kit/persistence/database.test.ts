import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import sqlite3 from 'sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database, type Writes } from '@counterfoil/service-kit/persistence/database'
import { StatementFailed } from '@counterfoil/service-kit/persistence/prepared-statements'
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

  it('runs a unit that is one statement without a transaction, when no other waits, and else within theirs', async () => {
    const insert = (name: string) => async (writes: Writes) => {
      await writes.run('INSERT INTO marks VALUES (?)', [name])
      // Whoever is in a transaction cannot begin another.
      return writes.run('BEGIN').then(() => writes.run('COMMIT').then(() => 'alone'), () => 'within')
    }
    expect(await database.write(insert('first'), () => true)).toBe('alone')
    expect(await Promise.all([database.write(insert('second'), () => true), database.write(insert('third'), () => true)])).toEqual(['within', 'within'])
    expect(await names()).toEqual(['first', 'second', 'third'])
    await expect(database.write((writes) => writes.run('INSERT INTO nowhere VALUES (1)'), () => true)).rejects.toThrow(StatementFailed)
    expect(await database.write(insert('fourth'), () => true)).toBe('alone')
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
    const outcome = expect(endless).rejects.toMatchObject({ code: 'temporarily_unavailable', detail: 'a unit of work took too long and was rolled back' })
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

describe('an error of the database', () => {
  const failing: Record<string, (writes: Writes) => Promise<unknown>> = {
    'a broken rule': (writes) => writes.run('INSERT INTO marks VALUES (?), (?)', ['canary-7f3a', 'canary-7f3a']),
    'a value of another type': (writes) => writes.run('INSERT INTO marks (rowid, name) VALUES (?, ?)', ['canary-7f3a', 'x']),
    'text that is no JSON': (writes) => writes.all('SELECT value FROM json_each(?)', ['canary-7f3a {']),
    'too many values': (writes) => writes.run('DELETE FROM marks WHERE name = ?', ['x', 'canary-7f3a']),
    'a statement that is none': (writes) => writes.all('SELECT FROM WHERE ?', ['canary-7f3a']),
  }

  it.each(Object.entries(failing))('for %s tells its code and none of the values', async (_what, statement) => {
    const error: unknown = await database.write(statement).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StatementFailed)
    expect((error as StatementFailed).code).toMatch(/^SQLITE_/)
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('canary-7f3a')
  })

  it('has no trace of the driver, which would hold the values too', () => {
    expect(sqlite3.Database.prototype.run.toString()).not.toContain('replacement')
  })

  it('leaves its statement usable', async () => {
    const insert = (name: string): Promise<number> => database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [name]))
    await insert('one')
    await expect(insert('one')).rejects.toThrow('UNIQUE')
    expect(await insert('two')).toBe(1)
    await expect(database.write((writes) => writes.all('SELECT nonsense FROM marks'))).rejects.toThrow('nonsense')
    expect(await names()).toEqual(['one', 'two'])
  })
})

describe('kept statements', () => {
  it('are forgotten when there are many, and made anew', async () => {
    const ask = (number: number): Promise<{ answer: number } | null> => database.reads.first(`SELECT ? + ${number} AS answer`, [1])
    const answers = await Promise.all(Array.from({ length: 500 }, (_, number) => ask(number % 300)))
    expect(answers.every((row, place) => row?.answer === (place % 300) + 1)).toBe(true)
  })

  it('show a reader what was acknowledged before it asked, however many ask at once', async () => {
    for (let round = 0; round < 30; round += 1) {
      const before = Array.from({ length: 20 }, () => names())
      await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [`round ${round}`]))
      expect(await names()).toHaveLength(round + 1)
      await Promise.all(before)
    }
  })
})
