import sqlite3 from 'sqlite3'
import type { Writes } from './database.ts'
import { preparedStatements } from './prepared-statements.ts'

/** A database of a service that may have it open, for a program beside it. It is neither made nor migrated: that is the service's. */
export interface OpenFile extends Writes {
  close(): Promise<void>
}

/** Throws when there is no such file, or it is no database. */
export async function openFile(file: string, mode: number): Promise<OpenFile> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(file, mode, (error) => (error === null ? resolve(opened) : reject(new Error(`The database ${file} can't be opened.`, { cause: error }))))
  })
  const statements = preparedStatements(database)
  return {
    all: (sql, parameters) => statements.all<never>(sql, parameters),
    first: (sql, parameters) => statements.first<never>(sql, parameters),
    run: (sql, parameters) => statements.run(sql, parameters),
    close: async () => {
      await statements.finalize()
      await new Promise<void>((resolve) => database.close(() => resolve()))
    },
  }
}
