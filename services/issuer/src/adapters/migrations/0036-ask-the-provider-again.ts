import type { MigrationInterface, QueryRunner } from 'typeorm'

export class AskTheProviderAgain1766865600000 implements MigrationInterface {
  readonly name = 'AskTheProviderAgain1766865600000'

  async up(runner: QueryRunner): Promise<void> {
    // What is open has nothing to ask the provider by: who is signed in signs in again.
    await runner.query('DELETE FROM staff_sessions')
    // By keyed hashes of the account and of the sign-in, as the provider calls them; when it last stood by them, and until when somebody is asking it.
    for (const column of ['account TEXT', 'sign_in TEXT', 'confirmed_at INTEGER NOT NULL DEFAULT 0', 'confirming_until INTEGER']) await runner.query(`ALTER TABLE staff_sessions ADD COLUMN ${column}`)
    await runner.query('CREATE INDEX staff_sessions_by_account ON staff_sessions (account)')
    await runner.query('CREATE INDEX staff_sessions_by_sign_in ON staff_sessions (sign_in)')
    // What the provider told, by a keyed hash, so that nobody tells it twice.
    await runner.query('CREATE TABLE staff_logouts (jti TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staff_logouts')
    await runner.query('DROP INDEX staff_sessions_by_sign_in')
    await runner.query('DROP INDEX staff_sessions_by_account')
    for (const column of ['confirming_until', 'confirmed_at', 'sign_in', 'account']) await runner.query(`ALTER TABLE staff_sessions DROP COLUMN ${column}`)
  }
}
