import type { QueryRunner } from 'typeorm'

/** Lets keys have roles that there were none of before. SQLite changes no check of a table that is there. */
export async function allowRoles(runner: QueryRunner, roles: readonly string[]): Promise<void> {
  await runner.query('ALTER TABLE custody_keys RENAME TO former_custody_keys')
  await runner.query(`CREATE TABLE custody_keys (
      id TEXT PRIMARY KEY NOT NULL,
      role TEXT NOT NULL CHECK (role IN (${roles.map((role) => `'${role}'`).join(', ')})),
      authority TEXT NOT NULL,
      public_key TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      retired_at INTEGER,
      kek TEXT NOT NULL,
      wrapped_data_key BLOB NOT NULL,
      sealed_private_key BLOB NOT NULL
    )`)
  await runner.query('INSERT INTO custody_keys SELECT id, role, authority, public_key, created_at, retired_at, kek, wrapped_data_key, sealed_private_key FROM former_custody_keys')
  await runner.query('DROP TABLE former_custody_keys')
}
