import type { MigrationInterface, QueryRunner } from 'typeorm'

export class ListStaffSessions1765656000000 implements MigrationInterface {
  readonly name = 'ListStaffSessions1765656000000'

  async up(runner: QueryRunner): Promise<void> {
    // Made anew: who is signed in by a session without roles signs in again.
    await runner.query('DROP TABLE staff_sessions')
    await runner.query(`CREATE TABLE staff_sessions (
      lookup TEXT PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      sealed BLOB NOT NULL,
      authority TEXT,
      owner TEXT,
      roles TEXT,
      began_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      stepped_up_at INTEGER,
      challenge TEXT,
      challenge_until INTEGER
    )`)
    await runner.query('CREATE INDEX staff_sessions_by_owner ON staff_sessions (authority, owner)')
    await runner.query(`CREATE TABLE staff_passkeys (
      id TEXT PRIMARY KEY,
      authority TEXT NOT NULL,
      owner TEXT NOT NULL,
      public_key BLOB NOT NULL,
      counter INTEGER NOT NULL,
      registered_at INTEGER NOT NULL,
      used_at INTEGER,
      removed_at INTEGER
    ) WITHOUT ROWID`)
    await runner.query('CREATE INDEX staff_passkeys_by_owner ON staff_passkeys (authority, owner)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staff_passkeys')
    await runner.query('DROP TABLE staff_sessions')
    await runner.query('CREATE TABLE staff_sessions (lookup TEXT PRIMARY KEY, sealed BLOB NOT NULL, began_at INTEGER NOT NULL, seen_at INTEGER NOT NULL)')
  }
}
