import sqlite3 from 'sqlite3'
import type { Reads } from './database.ts'
import { openFile } from './open-file.ts'

/** One moment of a database that a service may have open, for a program that changes nothing. */
export interface Moment extends Reads {
  close(): Promise<void>
}

/** Throws when there is no such file, or it is no database. */
export async function openForReading(file: string): Promise<Moment> {
  const opened = await openFile(file, sqlite3.OPEN_READONLY)
  await opened.run('BEGIN')
  return opened
}
