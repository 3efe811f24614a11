import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRecords } from '@counterfoil/issuer/adapters/records/csv-records'
import { postgresRecords } from '@counterfoil/issuer/adapters/records/postgres-records'
import type { RecordReader } from '@counterfoil/issuer/adapters/records/record-reader'
import { sqliteRecords } from '@counterfoil/issuer/adapters/records/sqlite-records'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { freePort } from '../../../support/free-port.ts'
import { postgresPrograms, startPostgres } from '../../../support/postgres.ts'
import { openFindingCouncil } from './finding-council.ts'

const columns = ['council_reference', 'given_name', 'family_name', 'postcode', 'one_login_sub']
const cells = [
  ['A-1', 'Ada', 'Hill', 'AL1 1AA', 'sub-1'],
  ['A-2', 'Bea', "O'Neill", 'AL1 2BB', 'sub-2'],
  ['A-3', 'Ŵyn', 'Hillary', 'BR2 3CC', 'sub-twice'],
  ['A-4', 'Cai "Cas"', '100%', 'al_9', 'sub-twice'],
  ['A-5', String.raw`Dai\Non`, 'Siân', '', ''],
]
const rows = cells.map((row) => Object.fromEntries(row.map((cell, place) => [columns[place] ?? '', cell])))
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const table = `CREATE TABLE residents (${columns.map((column) => `${column} TEXT`).join(', ')}); INSERT INTO residents VALUES ${cells.map((row) => `(${row.map(quoted).join(', ')})`).join(', ')}; CREATE VIEW counterfoil AS SELECT * FROM residents;`

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-readers-'))
const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
  rmSync(folder, { recursive: true })
})

async function sqliteAt(file: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    const opened = new sqlite3.Database(file)
    opened.exec(table, (error) => opened.close(() => (error === null ? resolve() : reject(error))))
  })
  return file
}

const ways: Readonly<Record<string, (searchIn: readonly string[] | null) => Promise<RecordReader>>> = {
  'a CSV file': async () => {
    const file = join(folder, 'people.csv')
    writeFileSync(file, [columns, ...cells].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n'))
    return csvRecords(file)
  },
  'a view in SQLite': async (searchIn) => sqliteRecords({ file: await sqliteAt(join(folder, `people-${searchIn === null}.sqlite`)), view: 'counterfoil', searchIn }),
  'a view in PostgreSQL': async (searchIn) => {
    const postgres = await startPostgres(await freePort())
    closing.push(() => postgres.close())
    await postgres.run(`${table} CREATE ROLE reader LOGIN; GRANT SELECT ON counterfoil TO reader`)
    return postgresRecords({ url: postgres.urlOf('reader'), password: null, view: 'counterfoil', searchIn, caFile: null })
  },
  'a system that finds people by HTTP': async () => {
    const council = await openFindingCouncil(rows)
    closing.push(() => council.close())
    return council.readerIn(systemClock)
  },
  'a system that gives everybody by HTTP': async () => {
    const council = await openFindingCouncil(rows)
    closing.push(() => council.close())
    return council.readerIn(systemClock, null)
  },
}
const isThere = (way: string): boolean => way !== 'a view in PostgreSQL' || postgresPrograms !== null

describe.each(Object.keys(ways).filter(isThere))('records in %s', (way) => {
  let reader: RecordReader
  beforeAll(async () => {
    reader = (await ways[way]?.(null)) ?? expect.fail('a way')
  })
  const signal = AbortSignal.timeout(60_000)
  const found = async (people: ReturnType<RecordReader['search']>) => (await people).map(({ reference }) => String(reference))
  const searched = (words: readonly string[], most = 50) => found(reader.search({ words, most }, signal))
  const whose = (field: string, values: readonly string[], most = 10) => found(reader.whose({ field, values, most }, signal))

  it('are of those whom a reference names, with all that they hold', async () => {
    expect(await reader.whose({ field: 'council_reference', values: ['A-2'], most: 2 }, signal)).toEqual([{ reference: 'A-2', fields: new Map(Object.entries({ ...rows[1] }).filter(([column]) => column !== 'council_reference')) }])
    expect((await whose('council_reference', ['A-5', 'A-1', 'A-9'])).toSorted()).toEqual(['A-1', 'A-5'])
    expect(await whose('council_reference', ["' OR 1=1 --", 'A-1\0', ''])).toEqual([])
    expect(await whose('council_reference', ['A-1\0'])).toEqual([])
  })

  it('are of those whose field holds just a value, and no more of them than are wanted', async () => {
    expect(await whose('one_login_sub', ['sub-1'])).toEqual(['A-1'])
    expect(await whose('one_login_sub', ['sub'])).toEqual([])
    expect((await whose('one_login_sub', ['sub-twice'])).toSorted()).toEqual(['A-3', 'A-4'])
    expect(await whose('one_login_sub', ['sub-twice'], 1)).toHaveLength(1)
    expect(await whose('no_such_field', ['sub-1'])).toEqual([])
    expect(await whose('family_name', ["O'Neill"])).toEqual(['A-2'])
  })

  it.each([
    [['hill'], ['A-1', 'A-3']],
    [['hill', 'al1'], ['A-1']],
    [['a-2'], ['A-2']],
    [['ŵyn'], ['A-3']],
    [['siân'], ['A-5']],
    [["o'n"], ['A-2']],
    [['"cas"'], ['A-4']],
    [['0%'], ['A-4']],
    [['%'], ['A-4']],
    [['l_9'], ['A-4']],
    [['_'], ['A-4']],
    [[String.raw`i\n`], ['A-5']],
    [["';", 'drop'], []],
    [['hill', 'bea'], []],
    [['hill\0'], []],
  ] as const)('are of those who hold every word of %j', async (words, references) => {
    expect((await searched(words)).toSorted()).toEqual(references)
  })

  it('are the first few where more match, and of anybody where nothing was said', async () => {
    expect(await searched(['al'], 2)).toHaveLength(2)
    expect(await searched([], 3)).toEqual(['A-1', 'A-2', 'A-3'])
  })

  it('tell the references of everybody', async () => {
    const all: string[] = []
    await reader.references((piece) => void all.push(...piece), signal)
    expect(all.toSorted()).toEqual(cells.map(([reference]) => reference))
  })
})

describe.each(['a view in SQLite', 'a view in PostgreSQL'].filter(isThere))('a search in some columns of %s', (way) => {
  it('looks into no other', async () => {
    const reader = (await ways[way]?.(['family_name', 'postcode'])) ?? expect.fail('a way')
    const searched = async (word: string) => (await reader.search({ words: [word], most: 50 }, AbortSignal.timeout(20_000))).length
    expect([await searched('hill'), await searched('ada'), await searched('al1')]).toEqual([2, 0, 2])
  })
})

describe('records that a field lists', () => {
  const entries = [{ representation_reference: 'R-1', represented_given_name: 'Ŵyn "W"', many: 2, is_theirs: true, none: null }, { representation_reference: 'R-2' }]
  const signal = AbortSignal.timeout(60_000)
  const listed = async (reader: RecordReader, reference: string): Promise<unknown> => {
    const [person] = await reader.whose({ field: 'council_reference', values: [reference], most: 2 }, signal)
    return JSON.parse(person?.fields.get('representations') ?? '')
  }

  it('come by HTTP as a list of objects; one that holds anything deeper can\'t be used', async () => {
    // Of lists, where the others are of text alone.
    const council = await openFindingCouncil([entries, [{ deep: {} }], ['R-1'], {}].map((representations, place) => ({ council_reference: `A-${place}`, representations })) as unknown as Parameters<typeof openFindingCouncil>[0])
    closing.push(() => council.close())
    const reader = council.readerIn(systemClock)
    expect(await listed(reader, 'A-0')).toEqual(entries)
    for (const reference of ['A-1', 'A-2', 'A-3']) await expect(listed(reader, reference)).rejects.toMatchObject({ kind: 'unusable' })
  })

  it.runIf(isThere('a view in PostgreSQL'))('come from a column of JSON in PostgreSQL, where staff find a person by them', async () => {
    const postgres = await startPostgres(await freePort())
    closing.push(() => postgres.close())
    await postgres.run(`CREATE TABLE parents (council_reference TEXT, representations JSONB); INSERT INTO parents VALUES ('A-0', ${quoted(JSON.stringify(entries))}); CREATE ROLE reader LOGIN; GRANT SELECT ON parents TO reader`)
    const reader = postgresRecords({ url: postgres.urlOf('reader'), password: null, view: 'parents', searchIn: null, caFile: null })
    expect(await listed(reader, 'A-0')).toEqual(entries)
    expect(await reader.search({ words: ['ŵyn'], most: 2 }, signal)).toHaveLength(1)
  })
})
