import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Database as SqliteConnection } from 'sqlite3'
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm'
import { preparedStatements, quietSqlite } from './prepared-statements.ts'
import { mustBeOurs, mustNotHaveDrifted } from './schema.ts'
import { asUnavailable } from './storage-failure.ts'
import { nameUnusable } from './unusable-file.ts'
import { WriteQueue } from './write-queue.ts'

export type SqlValue = string | number | null | Uint8Array

/** Reading: committed rows only. Parameters stand as `?`. */
export interface Reads {
  all<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>
  first<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row | null>
}

/** Writing, inside one unit. `run` answers how many rows were changed: the answer to "was it me?". */
export interface Writes extends Reads {
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>
}

export interface Database {
  readonly reads: Reads
  /**
   * Runs one unit of work: all or nothing, never beside another, durable when it resolves. `isWhole`, asked just before it runs, tells
   * that it is one statement, to which a transaction would add nothing but two more.
   */
  write<Result>(unit: (writes: Writes) => Promise<Result>, isWhole?: () => boolean): Promise<Result>
  close(): Promise<void>
}

export type Migration = new () => MigrationInterface

/** Does work over and over until it is stopped. */
export type Repeat = (every: Seconds, work: () => Promise<unknown>) => { stop(): void }

export interface DatabaseOptions {
  readonly file: string
  readonly entities: readonly EntitySchema[]
  readonly migrations: readonly Migration[]
  /** What empties the write-ahead log every hour; without it that happens at the close alone. */
  readonly repeat?: Repeat
}

// What a statement may have to undo is kept in memory: SQLite would write it, page by page, to a file in /var/tmp that nobody erases.
const pragmas = ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'secure_delete = ON', 'temp_store = MEMORY']
const patience = 5000
const logEmptiedEvery = seconds(3600)
/** Emptying the log stands in every write's way, so it doesn't wait for a reader. */
const patienceForReaders = 100

/**
 * Opens (and migrates) a SQLite database through TypeORM. TypeORM shares one SQLite connection among all callers, so
 * that one request's statements can run inside another's transaction; here writes go through one queue, and reads have a
 * connection of their own. Throws `DatabaseUnusable` for a file that is not what the migrations made; refuses
 * `temporarily_unavailable` while the disk is full or the database locked. @see docs/decisions/0004-one-write-queue.md
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const writer = await prepare(options)
  const reader = await connect(options)
  for (const pragma of [...pragmas, 'query_only = ON']) await reader.query(`PRAGMA ${pragma}`)
  const writes = preparedStatements(connectionOf(writer))
  const reads = preparedStatements(connectionOf(reader))
  const queue = new WriteQueue(writes)
  const emptyLog = (): Promise<void> => queue.between(checkpoint)
  const emptying = options.repeat?.(logEmptiedEvery, emptyLog)
  return {
    reads: refusing(reads),
    write: (unit, isWhole) => queue.enqueue(unit, isWhole).catch(refuse),
    close: async () => {
      emptying?.stop()
      await queue.drain()
      await emptyLog()
      await reads.finalize()
      await writes.finalize()
      await reader.destroy()
      await writer.destroy()
    },
  }
}

/** The writing connection, on a file that is ours and migrated. */
async function prepare(options: DatabaseOptions): Promise<DataSource> {
  const { file, migrations } = options
  const source = await connect(options).catch((error: unknown) => nameUnusable(error, file))
  try {
    await mustBeOurs(source, file, migrations)
    for (const pragma of pragmas) await source.query(`PRAGMA ${pragma}`)
    await source.runMigrations({ transaction: 'each' })
    await mustNotHaveDrifted(source, file, options)
    return source
  } catch (error) {
    await source.destroy()
    return nameUnusable(error, file)
  }
}

async function connect({ file, entities, migrations }: DatabaseOptions): Promise<DataSource> {
  const source = await new DataSource({ type: 'sqlite', driver: quietSqlite, database: file, entities: [...entities], migrations: [...migrations], synchronize: false, logging: false }).initialize()
  await source.query(`PRAGMA busy_timeout = ${patience}`)
  return source
}

/** Moves what was committed into the file, and empties the log: erased rows must not linger there. A reader in the way puts it off. */
async function checkpoint(writes: Writes): Promise<void> {
  await writes.all(`PRAGMA busy_timeout = ${patienceForReaders}`)
  try {
    await writes.all('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    await writes.all(`PRAGMA busy_timeout = ${patience}`)
  }
}

const refuse = (error: unknown): never => {
  throw asUnavailable(error)
}

const refusing = (reads: Reads): Reads => ({
  all: (sql, parameters) => reads.all<never>(sql, parameters).catch(refuse),
  first: (sql, parameters) => reads.first<never>(sql, parameters).catch(refuse),
})

/** TypeORM owns the connection; its own way of asking costs more than most statements. */
const connectionOf = (source: DataSource): SqliteConnection => (source.driver as unknown as { readonly databaseConnection: SqliteConnection }).databaseConnection // of every SQLite driver
