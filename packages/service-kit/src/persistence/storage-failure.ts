import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** What passes by itself or when an operator makes room: nothing was written, and asking again may succeed. */
const passing: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'the database is locked by another program',
  SQLITE_LOCKED: 'the database is locked by another program',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the disk does not answer',
  SQLITE_READONLY: 'the database can only be read',
}

/** The error code of the database that an error came from; null when it came from elsewhere. */
export function databaseCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code } = error as Error & { readonly code?: unknown }
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : databaseCode(error.cause)
}

/** Puts a full disk or a locked database into the catalogue's words (503, try again); any other error is given back as it is. */
export function asUnavailable(error: unknown): unknown {
  const detail = passing[databaseCode(error) ?? '']
  return detail === undefined ? error : new Refusal('temporarily_unavailable', { detail, cause: error })
}
