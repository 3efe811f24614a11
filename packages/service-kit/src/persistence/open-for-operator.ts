import sqlite3 from 'sqlite3'
import { openFile, type OpenFile } from './open-file.ts'

/** For a program that changes a row beside a running service. Throws when there is no such file, or it is no database. */
export async function openForOperator(file: string): Promise<OpenFile> {
  const opened = await openFile(file, sqlite3.OPEN_READWRITE)
  for (const pragma of ['busy_timeout = 5000', 'synchronous = FULL', 'secure_delete = ON']) await opened.all(`PRAGMA ${pragma}`)
  return opened
}
