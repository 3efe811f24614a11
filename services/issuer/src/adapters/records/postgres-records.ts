import { readFileSync } from 'node:fs'
import postgres from 'postgres'
import { largestSource, peopleOfRows, type ReadRecords } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'

export interface PostgresView {
  /** `postgres://role@host:port/database`; without a password. */
  readonly url: string
  readonly password: string | null
  /** A name, or a schema and a name, checked when it was configured. */
  readonly view: string
  /** Certificates that the server's must lead to; null where it is on this machine. */
  readonly caFile: string | null
}

/** Seconds. */
const patience = 5

/**
 * A council's records from a view in PostgreSQL, by a role that may read it and change nothing: one that could write is refused.
 * Each reading is a transaction of its own, read only, on a connection of its own.
 */
export const postgresRecords = (source: PostgresView, mostBytes: number = largestSource.bytes): ReadRecords => async (signal) => {
  const sql = connect(source)
  const leave = (): void => void sql.end({ timeout: 0 }).catch(() => {})
  signal.addEventListener('abort', leave, { once: true })
  try {
    return peopleOfRows(await readView(sql, source.view, mostBytes))
  } catch (error) {
    throw error instanceof RecordFault ? error : faultOf(error, source.view)
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

const asText = { to: 25, from: [1082, 1114, 1184, 1700, 20], serialize: String, parse: (value: string) => value }

const connect = ({ url, password, caFile }: PostgresView): postgres.Sql =>
  postgres(url, {
    ...(password === null ? {} : { password }),
    ssl: caFile === null ? false : { ca: readFileSync(caFile), rejectUnauthorized: true },
    max: 1,
    connect_timeout: patience,
    fetch_types: false,
    prepare: false,
    // Days, moments and numbers as the server writes them: nothing is read into a time zone.
    types: { asText },
    onnotice: () => {},
    connection: { application_name: 'counterfoil-issuer', statement_timeout: patience * 1000, default_transaction_read_only: true, DateStyle: 'ISO' },
  })

const readView = (connection: postgres.Sql, view: string, mostBytes: number): Promise<readonly Record<string, unknown>[]> =>
  connection.begin('isolation level repeatable read read only', async (sql) => {
    const [may] = await sql<{ writes: boolean }[]>`SELECT rolsuper OR rolcreaterole OR rolcreatedb OR has_table_privilege(current_user, ${view}, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(current_user, ${view}, 'INSERT, UPDATE') AS writes FROM pg_roles WHERE rolname = current_user`
    if (may?.writes !== false) throw new RecordFault('unusable', `the role that reads ${view} may write, too`)
    const limited = sql`SELECT * FROM ${sql(view)} LIMIT ${largestSource.people + 1}`
    const [size] = await sql<{ bytes: string }[]>`SELECT coalesce(sum(octet_length(one::text)), 0)::text AS bytes FROM (${limited}) AS one`
    if (Number(size?.bytes) > mostBytes) throw new RecordFault('unusable', `${view} holds more than ${mostBytes} bytes`)
    return [...(await sql<Record<string, unknown>[]>`${limited}`)]
  })

/** By the class of its code alone: a message of the server may quote a value. @see PostgreSQL, appendix A */
function faultOf(error: unknown, view: string): RecordFault {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (/^(?:42|28|3D)/.test(code)) return new RecordFault('unusable', `${view} can't be read: SQLSTATE ${code}`)
  return new RecordFault('away', `the database of ${view} doesn't answer${/^[0-9A-Z]{5}$/.test(code) ? `: SQLSTATE ${code}` : ''}`)
}
