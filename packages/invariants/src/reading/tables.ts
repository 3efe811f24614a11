import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import sqlite3 from 'sqlite3'

export type SqlValue = string | number

/** A database as it stood at one moment. */
export interface Tables {
  readonly file: string
  rows<Row>(sql: string, ...values: readonly SqlValue[]): Promise<Row[]>
  /** Texts of the one column that is asked for. */
  names(sql: string, ...values: readonly SqlValue[]): Promise<string[]>
  count(sql: string, ...values: readonly SqlValue[]): Promise<number>
  /** Names of a table's columns; none when there is no such table. */
  columns(table: string): Promise<string[]>
  close(): Promise<void>
}

const patience = 2000

/**
 * Opens a SQLite file for reading alone, and holds one moment of it until it is closed. It uses the library that the
 * services use: a second one in a process would drop the locks of the first.
 */
export async function openTables(file: string): Promise<Tables> {
  const database = await open(file)
  const rows = <Row>(sql: string, ...values: readonly SqlValue[]): Promise<Row[]> =>
    new Promise((resolve, reject) => database.all<Row>(sql, [...values], (error, found) => (error === null ? resolve(found) : reject(error))))
  const names = async (sql: string, ...values: readonly SqlValue[]): Promise<string[]> =>
    (await rows<Readonly<Record<string, unknown>>>(sql, ...values)).map((row) => String(Object.values(row)[0]))
  const close = (): Promise<void> => new Promise((resolve, reject) => database.close((error) => (error === null ? resolve() : reject(error))))
  try {
    await rows('BEGIN')
    await rows('SELECT name FROM sqlite_schema LIMIT 1')
  } catch (error) {
    await close()
    throw error
  }
  return {
    file,
    rows,
    names,
    count: async (sql, ...values) => Number((await names(sql, ...values))[0]),
    columns: (table) => names('SELECT name FROM pragma_table_info(?)', table),
    close,
  }
}

// Without a log nobody has the file open. Opening it in the usual way would leave an empty log, of this user, behind.
function open(file: string): Promise<sqlite3.Database> {
  const isLive = existsSync(`${file}-wal`)
  const address = isLive ? file : `${pathToFileURL(file).href}?immutable=1`
  const flags = isLive ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READONLY | sqlite3.OPEN_URI
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(address, flags, (error) => (error === null ? resolve(database) : reject(error)))
    database.configure('busyTimeout', patience)
  })
}
