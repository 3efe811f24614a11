import { DatabaseUnusable } from './schema.ts'
import { databaseCode } from './storage-failure.ts'

const unusable: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'is not a database, or was damaged. It was left as it is; restore a backup',
  SQLITE_CORRUPT: 'was damaged. It was left as it is; restore a backup',
  SQLITE_CANTOPEN: 'cannot be opened or made: look at the folder and who may write there',
  SQLITE_READONLY: 'cannot be written to: look at who may',
  SQLITE_BUSY: 'is locked by another program. Stop that one first',
  SQLITE_FULL: 'cannot be opened because the disk is full. Make room and start again',
}

/** Puts what hinders a start into one sentence. */
export function nameUnusable(error: unknown, file: string): never {
  const words = unusable[databaseCode(error) ?? '']
  throw words === undefined ? error : new DatabaseUnusable(`The database file ${file} ${words}.`, { cause: error })
}
