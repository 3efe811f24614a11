import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { csvRecords } from '@counterfoil/issuer/adapters/records/csv-records'
import { peopleOfRows } from '@counterfoil/issuer/adapters/records/people-of-rows'
import type { RecordReader } from '@counterfoil/issuer/adapters/records/record-reader'
import { sqliteRecords } from '@counterfoil/issuer/adapters/records/sqlite-records'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-records-'))
afterAll(() => rmSync(folder, { recursive: true }))

const canary = 'Marigold-Xerxes-77'
const signal = AbortSignal.timeout(60_000)
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const everybody = (reader: RecordReader) => reader.search({ words: [], most: 1000 }, signal)
const faultOf = (reading: Promise<unknown>) => reading.then(() => null, (error: unknown) => error)

describe('records in a CSV file', () => {
  it('are read with a byte order mark, line ends of Windows and quotes', async () => {
    const [person] = await everybody(csvRecords(file('good.csv', `\ufeffcouncil_reference,given_name\r\nA-1,"Ada, or ""A"""\r\n`)))
    expect(person).toEqual({ reference: 'A-1', fields: new Map([['given_name', 'Ada, or "A"']]) })
  })

  it('are read anew when the file changes, and not before', async () => {
    const read = csvRecords(file('changing.csv', 'council_reference,given_name\nA-1,Ada\n'))
    expect(await everybody(read)).toHaveLength(1)
    file('changing.csv', 'council_reference,given_name\nA-1,Bea\nA-2,Cai\n')
    expect(await everybody(read)).toHaveLength(2)
  })

  it.each([
    ['ADM-17 a quote stays open', `council_reference,given_name\nA-1,"${canary}\n`, 'unusable', /CSV_QUOTE_NOT_CLOSED/],
    ['ADM-17 a row is too long', `council_reference,given_name\nA-1,Ada,${canary}\n`, 'unusable', /CSV_RECORD_INCONSISTENT_COLUMNS/],
    ['ADM-17 it is UTF-16', Buffer.from(`council_reference,given_name\nA-1,${canary}\u00e9\n`, 'utf16le').fill(0xff, 0, 1), 'unusable', /is not UTF-8/],
    ['ADM-17 two headings are the same', `council_reference,given_name,given_name\nA-1,Ada,${canary}\n`, 'unusable', /two columns of one name/],
    ['ADM-17 the heading lacks the reference', `given_name\n${canary}\n`, 'unusable', /row 1 lacks its council_reference/],
    ['ADM-17 a heading has other letters', `council_reference,Given Name\nA-1,${canary}\n`, 'unusable', /lower-case words/],
    ['ADM-17 somebody stands in it twice', `council_reference,given_name\n${canary},Ada\n${canary},Bea\n`, 'unusable', /row 2 has the council_reference of another row/],
  ] as const)('are refused, without a word of theirs, when %s', async (_row, content, kind, message) => {
    const fault = await faultOf(everybody(csvRecords(file('bad.csv', content))))
    expect(fault).toMatchObject({ name: 'RecordFault', kind })
    expect(String(fault)).toMatch(message)
    expect(JSON.stringify({ ...(fault as Error), message: String(fault), stack: (fault as Error).stack, cause: String((fault as Error).cause) })).not.toContain(canary)
  })

  it('are away when the file is', async () => {
    expect(await faultOf(everybody(csvRecords(join(folder, 'none.csv'))))).toMatchObject({ kind: 'away' })
  })
})

describe('rows of any source', () => {
  it('are text, whatever the source calls a number or a truth', () => {
    const [person] = peopleOfRows([{ council_reference: 'A-1', permits: 2, companion: true, zone: null, since: undefined }])
    expect([...(person?.fields ?? [])]).toEqual([['permits', '2'], ['companion', 'true'], ['zone', ''], ['since', '']])
  })

  it.each([
    ['a list', { council_reference: 'A-1', names: ['Ada'] }],
    ['an object', { council_reference: 'A-1', address: { postcode: 'AL1' } }],
    ['no number', { council_reference: 'A-1', permits: Number.NaN }],
    ['a name that every object has', Object.fromEntries([['council_reference', 'A-1'], ['__proto__', 'x']])],
    ['no reference but spaces', { council_reference: '  ' }],
  ])('are refused when they hold %s', (_row, row) => {
    expect(() => peopleOfRows([row])).toThrow(/row 1/)
  })

  it('are no more than a council may have', () => {
    expect(() => peopleOfRows(Array.from({ length: 50_001 }, (_, index) => ({ council_reference: String(index) })))).toThrow(/more than 50000 people/)
  })
})

describe('records in a view of an SQLite file', () => {
  const database = join(folder, 'records.sqlite')
  const run = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const opened = new sqlite3.Database(database)
      opened.exec(sql, (error) => opened.close(() => (error === null ? resolve() : reject(error))))
    })

  it('are read as they are at that moment, and nothing is ever written', async () => {
    await run(`CREATE TABLE residents (ref TEXT, name TEXT, permits INTEGER); INSERT INTO residents VALUES ('A-1', 'Ada', 2);
      CREATE VIEW counterfoil AS SELECT ref AS council_reference, name AS given_name, permits AS parking_permits FROM residents;
      CREATE VIEW tricky AS SELECT ref AS council_reference, name AS given_name, '${canary}' AS "Not A Field" FROM residents`)
    const read = sqliteRecords({ file: database, view: 'counterfoil', searchIn: null })
    expect(await everybody(read)).toEqual([{ reference: 'A-1', fields: new Map([['given_name', 'Ada'], ['parking_permits', '2']]) }])
    await run("UPDATE residents SET name = 'Bea'")
    expect((await everybody(read))[0]?.fields.get('given_name')).toBe('Bea')
  })

  it.each([
    ['there is no such file', { file: join(folder, 'none.sqlite'), view: 'counterfoil' }, 'away'],
    ['there is no such view', { file: database, view: 'elsewhere' }, 'unusable'],
    ['a column has no name of a field', { file: database, view: 'tricky' }, 'unusable'],
    ['a column to search in is not there', { file: database, view: 'counterfoil', searchIn: ['postcode'] }, 'unusable'],
  ])('are not had when %s', async (_row, source, kind) => {
    const fault = await faultOf(everybody(sqliteRecords({ searchIn: null, ...source })))
    expect(fault).toMatchObject({ kind })
    expect(String(fault)).not.toContain(canary)
  })
})
