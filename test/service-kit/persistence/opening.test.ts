import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { EntitySchema } from 'typeorm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type DatabaseOptions, type Repeat } from '@counterfoil/service-kit/persistence/database'
import { DatabaseUnusable } from '@counterfoil/service-kit/persistence/schema'
import { CreateMarks1 } from './marks.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-opening-'))
  file = join(folder, 'marks.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (changes: Partial<DatabaseOptions> = {}) => openDatabase({ file, entities: [], migrations: [CreateMarks1], ...changes })

/** Makes the file as an earlier start left it, then does something to it by hand. */
async function leaveBehind(...statements: readonly string[]): Promise<void> {
  await (await open()).close()
  await byHand(...statements)
}

const byHand = (...statements: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file)
    database.exec(statements.join(';'), (error) => database.close(() => (error === null ? resolve() : reject(error))))
  })

const contents = (): string => createHash('sha256').update(readFileSync(file)).digest('hex')

async function refusalOf(changes: Partial<DatabaseOptions> = {}): Promise<string> {
  const error = await open(changes).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DatabaseUnusable)) throw new Error(`not refused in words: ${String(error)}`)
  expect(error.message).toContain(file)
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('a database file that is opened', () => {
  it('may be new, or the one of an earlier start', async () => {
    await (await open()).close()
    await (await open()).close()
    expect(existsSync(file)).toBe(true)
  })

  it.each([
    ['a table was added', 'CREATE TABLE notes (text TEXT)', 'table notes'],
    ['a table is gone', 'DROP TABLE marks', 'table marks'],
    ['a column was added', 'ALTER TABLE marks ADD COLUMN note TEXT', 'table marks'],
    ['an index was added', 'CREATE INDEX marks_again ON marks (name)', 'index marks_again'],
    ['a trigger was added', 'CREATE TRIGGER meddle AFTER INSERT ON marks BEGIN DELETE FROM marks; END', 'trigger meddle'],
  ])('is refused when %s by hand', async (_what, statement, named) => {
    await leaveBehind(statement)
    expect(await refusalOf()).toContain(`not what its migrations made: ${named}.`)
  })

  it('is refused when it is of a newer version, and named so', async () => {
    await leaveBehind("INSERT INTO migrations (timestamp, name) VALUES (1800000000000, 'AddNotes1800000000000')")
    expect(await refusalOf()).toContain('another version of this service (AddNotes1800000000000)')
  })

  it('is refused, and left as it is, when it is another program\'s', async () => {
    await byHand('CREATE TABLE recipes (name TEXT)')
    const before = contents()
    expect(await refusalOf()).toContain('the database of another program')
    expect(contents()).toBe(before)
  })

  it('is refused, and left as it is, when it is no database', async () => {
    writeFileSync(file, 'Dear Sir or Madam, '.repeat(1000))
    const before = contents()
    expect(await refusalOf()).toContain('is not a database, or was damaged')
    expect(contents()).toBe(before)
  })

  it.each([
    ['lost its end', () => truncateSync(file, statSync(file).size - 4096)],
    ['has a page of something else', () => writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 4096), Buffer.alloc(4096, 'x'), readFileSync(file).subarray(8192)]))],
  ])('is refused when it %s', async (_what, damage) => {
    await leaveBehind()
    damage()
    expect(await refusalOf()).toContain('was damaged. It was left as it is; restore a backup.')
  })

  it('is refused when it is none', async () => {
    file = folder
    expect(await refusalOf()).toContain('cannot be opened or made')
  })

  it.each([
    ['lacks a column', { name: { type: 'text', primary: true }, note: { type: 'text' } }],
    ['has another type', { name: { type: 'integer', primary: true } }],
  ] as const)('is refused when the table of an entity %s', async (_what, columns) => {
    const entity = new EntitySchema({ name: 'Mark', tableName: 'marks', columns })
    expect(await refusalOf({ entities: [entity] })).toContain('entity Mark')
  })

  it('is taken when its entities are as their tables', async () => {
    const entity = new EntitySchema({ name: 'Mark', tableName: 'marks', columns: { name: { type: 'text', primary: true } } })
    await (await open({ entities: [entity] })).close()
  })
})

describe('what a statement may have to undo', () => {
  it('lies in no file', async () => {
    const database = await open()
    const seen = await database.write((writes) => writes.first('PRAGMA temp_store'))
    await database.close()
    expect(seen).toEqual({ temp_store: 2 })
  })
})

describe('the write-ahead log', () => {
  const logSize = (): number => statSync(`${file}-wal`).size

  it('is emptied every hour, so that nothing erased lingers in it', async () => {
    const asked: { readonly every: number; readonly work: () => Promise<unknown>; stopped: boolean }[] = []
    const repeat: Repeat = (every, work) => {
      const one = { every, work, stopped: false }
      asked.push(one)
      return { stop: () => (one.stopped = true) }
    }
    const database = await open({ repeat })
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['erased-canary']))
    await database.write((writes) => writes.run('DELETE FROM marks'))
    expect(logSize()).toBeGreaterThan(0)
    expect(asked.map(({ every }) => every)).toEqual([3600])
    await asked[0]?.work()
    expect(logSize()).toBe(0)
    expect(readFileSync(file).includes('erased-canary')).toBe(false)
    await database.close()
    expect(asked.map(({ stopped }) => stopped)).toEqual([true])
  })

  it('is emptied between two units, never in the middle of one', async () => {
    let work = (): Promise<unknown> => Promise.resolve()
    const database = await open({ repeat: (_every, given) => ((work = given), { stop: () => {} }) })
    const units = Array.from({ length: 50 }, (_, index) => database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', [String(index)])))
    const emptied = [work(), work()]
    await Promise.all([...units, ...emptied])
    expect(await database.reads.all('SELECT name FROM marks')).toHaveLength(50)
    await database.close()
  })

  it('waits for its next turn while somebody reads', async () => {
    let work = (): Promise<unknown> => Promise.resolve()
    const database = await open({ repeat: (_every, given) => ((work = given), { stop: () => {} }) })
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['one']))
    const reader = new sqlite3.Database(file)
    const ask = (sql: string): Promise<unknown> => new Promise((resolve, reject) => reader.all(sql, (error, rows) => (error === null ? resolve(rows) : reject(error))))
    await ask('BEGIN')
    await ask('SELECT * FROM marks')
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['two']))
    await work()
    expect(logSize()).toBeGreaterThan(0)
    await ask('COMMIT')
    await work()
    expect(logSize()).toBe(0)
    await new Promise((resolve) => reader.close(resolve))
    await database.close()
  })

  it('is gone after the close', async () => {
    const database = await open()
    await database.write((writes) => writes.run('INSERT INTO marks VALUES (?)', ['one']))
    await database.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })
})
