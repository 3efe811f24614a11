import sqlite3 from 'sqlite3'
import type { Reads } from './database.ts'
import { preparedStatements } from './prepared-statements.ts'

/** One moment of a database that a service may have open, for a program that changes nothing. */
export interface Moment extends Reads {
  close(): Promise<void>
}

/** Throws when there is no such file, or it is no database. */
export async function openForReading(file: string): Promise<Moment> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (error) => (error === null ? resolve(opened) : reject(new Error(`The database ${file} can't be opened.`, { cause: error }))))
  })
  const statements = preparedStatements(database)
  await statements.run('BEGIN')
  return {
    all: (sql, parameters) => statements.all<never>(sql, parameters),
    first: (sql, parameters) => statements.first<never>(sql, parameters),
    close: async () => {
      await statements.finalize()
      await new Promise<void>((resolve) => database.close(() => resolve()))
    },
  }
}
