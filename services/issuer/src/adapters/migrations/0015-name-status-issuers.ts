import type { MigrationInterface, QueryRunner } from 'typeorm'

interface Made {
  readonly name: string
  readonly sql: string
}

type Change = readonly [from: string, to: string]

const ownPlace: Change = ['status_list INTEGER NOT NULL,', 'status_issuer TEXT NOT NULL, status_list INTEGER NOT NULL,']
const ownKey: Change = ['(authority, status_list, status_index)', '(status_issuer, status_list, status_index)']
const ownList: Change = ['FOREIGN KEY (authority, status_list)', 'FOREIGN KEY (status_issuer, status_list)']
const fresh = (table: string): string => `new_${table}`
const place = [ownPlace, ownKey, ownList]
const ofNew: Change = ['REFERENCES counterfoils (', 'REFERENCES new_counterfoils (']

/** Parents before those who refer to them. */
const rebuilt: readonly (readonly [table: string, changes: readonly Change[]])[] = [
  ['counterfoils', place],
  ['credential_copies', [...place, ofNew]],
  ['staged_renewals', [ofNew]],
]

/**
 * A place may be in the list of another authority, which signs it: the lists' key is that one's, and so are the foreign keys. SQLite changes
 * no key of a table, so the tables are made again of what they were made of, with whatever was added to them since.
 */
export class NameStatusIssuers1765069200000 implements MigrationInterface {
  readonly name = 'NameStatusIssuers1765069200000'

  async up(runner: QueryRunner): Promise<void> {
    await remake(runner, (sql, [from, to]) => changed(sql, from, to), 'status_issuer')
    await runner.query('DROP INDEX counterfoils_not_valid')
    await runner.query('CREATE INDEX counterfoils_not_valid ON counterfoils (status_issuer, status_list) WHERE status <> 0')
  }

  async down(runner: QueryRunner): Promise<void> {
    const [shared] = (await runner.query('SELECT 1 FROM counterfoils WHERE status_issuer <> authority LIMIT 1')) as readonly unknown[]
    if (shared !== undefined) throw new Error('Credentials stand in lists of another authority: the version before knows none.')
    await runner.query('DROP INDEX counterfoils_not_valid')
    await remake(runner, (sql, change) => (change === ofNew ? changed(sql, ...ofNew) : changed(sql, change[1], change[0])), null)
    await runner.query('CREATE INDEX counterfoils_not_valid ON counterfoils (authority, status_list) WHERE status <> 0')
  }
}

/** `added` is the column that is new, which is filled with the authority; null when there is none. */
async function remake(runner: QueryRunner, apply: (sql: string, change: Change) => string, added: string | null): Promise<void> {
  const indexes: Made[] = []
  for (const [table, changes] of rebuilt) {
    const [made] = (await runner.query(`SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name = '${table}'`)) as readonly Made[]
    if (made === undefined) throw new Error(`There is no table ${table}.`)
    indexes.push(...((await runner.query(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '${table}' AND sql IS NOT NULL`)) as readonly Made[]))
    await runner.query(changes.reduce(apply, changed(made.sql, /CREATE TABLE "?\w+"?/, `CREATE TABLE ${fresh(table)}`)))
    const before = await columnsOf(runner, table)
    const shared = (await columnsOf(runner, fresh(table))).filter((column) => before.includes(column))
    const more = added !== null && changes.includes(ownPlace) ? [[added], ['authority']] : [[], []]
    await runner.query(`INSERT INTO ${fresh(table)} (${[...(more[0] ?? []), ...shared].join(', ')}) SELECT ${[...(more[1] ?? []), ...shared].join(', ')} FROM ${table}`)
  }
  // Those who refer first: nothing may hang in the air, not even for a statement.
  for (const [table] of rebuilt.toReversed()) await runner.query(`DROP TABLE ${table}`)
  for (const [table] of rebuilt) await runner.query(`ALTER TABLE ${fresh(table)} RENAME TO ${table}`)
  for (const { sql } of indexes) await runner.query(sql)
}

const columnsOf = async (runner: QueryRunner, table: string): Promise<readonly string[]> => ((await runner.query(`SELECT name FROM pragma_table_info('${table}')`)) as readonly Made[]).map(({ name }) => name)

function changed(sql: string, from: string | RegExp, to: string): string {
  const after = sql.replace(from, to)
  if (after === sql) throw new Error(`A table was not made as it is known here: ${sql}`)
  return after
}
