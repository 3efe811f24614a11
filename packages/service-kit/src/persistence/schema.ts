import { DataSource, type EntitySchema } from 'typeorm'
import type { Migration } from './database.ts'
import { quietSqlite } from './prepared-statements.ts'

/** A database that the service must not start on; the message is the one sentence that the operator reads. */
export class DatabaseUnusable extends Error {}

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

/** Everything that a database has, by name: the statements that made it. */
type Schema = ReadonlyMap<string, string>

const migrationsTable = 'migrations'

/** Makes sure, before anything is written, that a file is new, or whole and made by these migrations. Throws `DatabaseUnusable`. */
export async function mustBeOurs(source: DataSource, file: string, migrations: readonly Migration[]): Promise<void> {
  const schema = await schemaOf(source)
  if (schema.size === 0) return
  if (!schema.has(`table ${migrationsTable}`)) throw new DatabaseUnusable(`The file ${file} is the database of another program. It was left as it is.`)
  const done = (await source.query<{ name: string }[]>(`SELECT name FROM ${migrationsTable}`)).map(({ name }) => name)
  const known = new Set(migrations.map((Made) => new Made().name ?? Made.name))
  const unknown = done.find((name) => !known.has(name))
  if (unknown !== undefined) throw new DatabaseUnusable(`The database ${file} was made by another version of this service (${unknown}). Start that version, or restore a backup.`)
  const [checked] = await source.query<{ quick_check: string }[]>('PRAGMA quick_check(1)')
  if (checked?.quick_check !== 'ok') throw new DatabaseUnusable(`The database file ${file} was damaged. It was left as it is; restore a backup.`)
}

/** Compares what the file has with what the migrations and entities say. Throws `DatabaseUnusable` with the names of what differs. */
export async function mustNotHaveDrifted(source: DataSource, file: string, made: { readonly migrations: readonly Migration[]; readonly entities: readonly EntitySchema[] }): Promise<void> {
  const [found, expected] = [await schemaOf(source), await schemaOfMigrations(made.migrations)]
  const differing = [...new Set([...expected.keys(), ...found.keys()])].filter((name) => found.get(name) !== expected.get(name))
  for (const entity of made.entities) if (!(await matches(source, entity))) differing.push(`entity ${entity.options.name}`)
  if (differing.length > 0) throw new DatabaseUnusable(`The schema of ${file} is not what its migrations made: ${differing.sort().join(', ')}. Restore a backup, or undo what was changed by hand.`)
}

async function schemaOf(source: DataSource): Promise<Schema> {
  const rows = await source.query<SchemaRow[]>(`SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, (sql ?? '').replaceAll(/\s+/g, ' ')]))
}

async function schemaOfMigrations(migrations: readonly Migration[]): Promise<Schema> {
  const fresh = await new DataSource({ type: 'sqlite', driver: quietSqlite, database: ':memory:', migrations: [...migrations], migrationsRun: true, logging: false }).initialize()
  try {
    return await schemaOf(fresh)
  } finally {
    await fresh.destroy()
  }
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly pk: number
}

/** Whether an entity has exactly the columns of its table, of the same type, with the same say on null and key. */
async function matches(source: DataSource, { options }: EntitySchema): Promise<boolean> {
  const rows = await source.query<ColumnRow[]>('SELECT name, lower(type) AS type, "notnull", pk FROM pragma_table_info(?)', [options.tableName ?? options.name])
  const inTable = rows.map(({ name, type, notnull, pk }) => `${name} ${type} ${notnull === 1 || pk > 0} ${pk > 0}`)
  const inEntity = Object.entries(options.columns).map(([name, column]) => {
    const isKey = column?.primary === true
    return `${column?.name ?? name} ${String(column?.type).toLowerCase()} ${isKey || column?.nullable !== true} ${isKey}`
  })
  return inTable.sort().join() === inEntity.sort().join()
}
