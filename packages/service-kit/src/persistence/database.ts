import { DataSource, type EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm'
import { WriteQueue } from './write-queue.ts'

export type SqlValue = string | number | bigint | null | Uint8Array

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
  /** Runs one unit of work: all or nothing, never beside another, durable when it resolves. */
  write<Result>(unit: (writes: Writes) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export type Migration = new () => MigrationInterface

export interface DatabaseOptions {
  readonly file: string
  readonly entities: readonly EntitySchema[]
  readonly migrations: readonly Migration[]
}

const pragmas = ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'busy_timeout = 5000', 'secure_delete = ON']

/**
 * Opens (and migrates) a SQLite database through TypeORM. TypeORM shares one SQLite connection among all callers, so
 * that one request's statements can run inside another's transaction; here writes go through one queue, and reads have a
 * connection of their own. @see docs/decisions/0004-one-write-queue.md
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const writer = await connect(options, false)
  const reader = await connect(options, true)
  const runner = writer.createQueryRunner()
  const queue = new WriteQueue(runnerConnection(runner))
  return {
    reads: readsOf(reader.createQueryRunner()),
    write: (unit) => queue.enqueue(unit),
    close: async () => {
      await queue.drain()
      await runner.query('PRAGMA wal_checkpoint(TRUNCATE)')
      await reader.destroy()
      await writer.destroy()
    },
  }
}

async function connect({ file, entities, migrations }: DatabaseOptions, readOnly: boolean): Promise<DataSource> {
  const source = new DataSource({
    type: 'sqlite',
    database: file,
    entities: [...entities],
    migrations: readOnly ? [] : [...migrations],
    migrationsRun: !readOnly,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
  })
  await source.initialize()
  // Statements that overlap on one connection share the older one's view: a reader could miss what was just acknowledged.
  if (readOnly) (source.driver as unknown as { databaseConnection: { serialize(): void } }).databaseConnection.serialize()
  for (const pragma of [...pragmas, ...(readOnly ? ['query_only = ON'] : [])]) await source.query(`PRAGMA ${pragma}`)
  return source
}

const readsOf = (runner: QueryRunner): Reads => ({
  all: async <Row>(sql: string, parameters: readonly SqlValue[] = []) => (await runner.query(sql, [...parameters])) as Row[],
  first: async <Row>(sql: string, parameters: readonly SqlValue[] = []) => ((await runner.query(sql, [...parameters])) as Row[])[0] ?? null,
})

const runnerConnection = (runner: QueryRunner): Writes => ({
  ...readsOf(runner),
  run: async (sql, parameters = []) => (await runner.query(sql, [...parameters], true)).affected ?? 0,
})
