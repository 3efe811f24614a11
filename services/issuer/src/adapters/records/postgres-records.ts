import { readFileSync } from 'node:fs'
import postgres from 'postgres'
import type { PersonRecord } from '../../domain/council-record.ts'
import { largestAnswer, mostReferences, peopleOfRows, referenceColumn, referencesOfRows } from './people-of-rows.ts'
import { RecordFault } from './record-fault.ts'
import type { RecordReader } from './record-reader.ts'
import { canStand, checkColumns, holding, writingsOf } from './sql-words.ts'

export interface PostgresView {
  /** `postgres://role@host:port/database`; without a password. */
  readonly url: string
  readonly password: string | null
  /** A name, or a schema and a name, checked when it was configured. */
  readonly view: string
  /** In which columns staff search; null for all of them. */
  readonly searchIn: readonly string[] | null
  /** Certificates that the server's must lead to; null where it is on this machine. */
  readonly caFile: string | null
}

/** Seconds, for one statement. */
const patience = 5
/** `text` and `varchar`. */
const textTypes: readonly number[] = [25, 1043]

type Sql = postgres.TransactionSql
type Fragment = postgres.PendingQuery<postgres.Row[]>
/** Columns by their types. @see PostgreSQL, pg_type */
type Columns = ReadonlyMap<string, number>

/**
 * A council's records from a view in PostgreSQL, by a role that may read it and change nothing: one that could write is refused.
 * Each reading is a transaction of its own, read only, on a connection of its own. What is looked for is a parameter, and no part of a statement.
 */
export function postgresRecords(source: PostgresView, mostBytes: number = largestAnswer.bytes): RecordReader {
  const { view, searchIn } = source
  const reading = async <Read>(signal: AbortSignal, read: (sql: Sql, columns: Columns) => Promise<Read>): Promise<Read> => {
    const connection = connect(source)
    const leave = (): void => void connection.end({ timeout: 0 }).catch(() => {})
    signal.addEventListener('abort', leave, { once: true })
    try {
      const box = await connection.begin('isolation level repeatable read read only', async (sql) => ({ read: await read(sql, await columnsOf(sql, source)) }))
      return (box as { readonly read: Read }).read
    } catch (error) {
      throw error instanceof RecordFault ? error : faultOf(error, view)
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }
  return {
    whose: ({ field, values, most }, signal) =>
      reading(signal, async (sql, columns) => (columns.has(field) ? found(sql, { view, where: heldIn(sql, asText(sql, field, columns), values.filter(canStand)), most, mostBytes }) : [])),
    search: ({ words, most }, signal) => reading(signal, async (sql, columns) => (!words.every(canStand) ? [] : found(sql, { view, where: searched(sql, words, { among: searchIn ?? [...columns.keys()], columns }), most, mostBytes }))),
    references: (each, signal) => reading(signal, (sql, columns) => everyReference(sql, { view, columns, each })),
  }
}

const asIs = { to: 25, from: [1082, 1114, 1184, 1700, 20], serialize: String, parse: (value: string) => value }

const connect = ({ url, password, caFile }: PostgresView): postgres.Sql =>
  postgres(url, {
    ...(password === null ? {} : { password }),
    ssl: caFile === null ? false : { ca: readFileSync(caFile), rejectUnauthorized: true },
    max: 1,
    connect_timeout: patience,
    fetch_types: false,
    prepare: false,
    // Days, moments and numbers as the server writes them: nothing is read into a time zone.
    types: { asText: asIs },
    onnotice: () => {},
    connection: { application_name: 'counterfoil-issuer', statement_timeout: patience * 1000, default_transaction_read_only: true, DateStyle: 'ISO' },
  })

async function columnsOf(sql: Sql, { view, searchIn }: PostgresView): Promise<Columns> {
  const [may] = await sql<{ writes: boolean }[]>`SELECT rolsuper OR rolcreaterole OR rolcreatedb OR has_table_privilege(current_user, ${view}, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(current_user, ${view}, 'INSERT, UPDATE') AS writes FROM pg_roles WHERE rolname = current_user`
  if (may?.writes !== false) throw new RecordFault('unusable', `the role that reads ${view} may write, too`)
  const columns = await sql<{ name: string; type: number }[]>`SELECT attname AS name, atttypid::int AS type FROM pg_attribute WHERE attrelid = to_regclass(${view}) AND attnum > 0 AND NOT attisdropped`
  checkColumns(view, columns.map(({ name }) => name), searchIn)
  return new Map(columns.map(({ name, type }) => [name, type]))
}

/** A text is left as it is, so that its index serves. */
const asText = (sql: Sql, column: string, columns: Columns): Fragment => (textTypes.includes(columns.get(column) ?? 0) ? sql`${sql(column)}` : sql`${sql(column)}::text`)

const heldIn = (sql: Sql, column: Fragment, values: readonly string[]): Fragment => (values.length === 0 ? sql`false` : sql`${column} IN ${sql(values)}`)

function searched(sql: Sql, words: readonly string[], { among, columns }: { readonly among: readonly string[]; readonly columns: Columns }): Fragment {
  const either = (one: Fragment, other: Fragment): Fragment => sql`${one} OR ${other}`
  const holds = (word: string): Fragment =>
    among.flatMap((column) => writingsOf(word).map((writing): Fragment => sql`lower(${asText(sql, column, columns)}) LIKE lower(${holding(writing)}::text)`)).reduce(either)
  return words.map(holds).reduce((all, one): Fragment => sql`${all} AND (${one})`, sql`true`)
}

interface Finding {
  readonly view: string
  readonly where: Fragment
  readonly most: number
  readonly mostBytes: number
}

/** Those who are meant; nobody is even fetched where they are more bytes than may be. The name of the size is none of a field. */
async function found(sql: Sql, { view, where, most, mostBytes }: Finding): Promise<readonly PersonRecord[]> {
  const rows = await sql<Record<string, unknown>[]>`
    WITH found AS MATERIALIZED (SELECT * FROM ${sql(view)} WHERE ${where} ORDER BY ${sql(referenceColumn)} LIMIT ${most}),
      size AS (SELECT coalesce(sum(octet_length(found::text)), 0)::bigint AS bytes FROM found)
    SELECT size.bytes AS "bytes of all", found.* FROM size LEFT JOIN found ON size.bytes <= ${mostBytes} ORDER BY found.${sql(referenceColumn)}`
  const bytes = Number(rows[0]?.['bytes of all'])
  if (bytes > mostBytes) throw new RecordFault('unusable', `${view} holds more than ${mostBytes} bytes`)
  return bytes === 0 ? [] : peopleOfRows(rows.map(({ 'bytes of all': _bytes, ...row }) => row))
}

async function everyReference(sql: Sql, { view, columns, each }: { readonly view: string; readonly columns: Columns; readonly each: (piece: ReturnType<typeof referencesOfRows>) => void }): Promise<void> {
  await sql`DECLARE everybody NO SCROLL CURSOR FOR SELECT ${asText(sql, referenceColumn, columns)} AS ${sql(referenceColumn)} FROM ${sql(view)}`
  for (let count = 0; count <= mostReferences; ) {
    const rows = [...(await sql<Record<string, unknown>[]>`FETCH 5000 FROM everybody`)]
    if (rows.length === 0) return
    each(referencesOfRows(rows))
    count += rows.length
  }
  throw new RecordFault('unusable', `${view} holds more than ${mostReferences} people`)
}

/** By the class of its code alone: a message of the server may quote a value. @see PostgreSQL, appendix A */
function faultOf(error: unknown, view: string): RecordFault {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (/^(?:22|28|3D|42)/.test(code)) return new RecordFault('unusable', `${view} can't be read: SQLSTATE ${code}`)
  return new RecordFault('away', `the database of ${view} doesn't answer${/^[0-9A-Z]{5}$/.test(code) ? `: SQLSTATE ${code}` : ''}`)
}
