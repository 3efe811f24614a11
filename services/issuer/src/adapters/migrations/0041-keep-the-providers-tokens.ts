import type { MigrationInterface, QueryRunner } from 'typeorm'

export class KeepTheProvidersTokens1767211200000 implements MigrationInterface {
  readonly name = 'KeepTheProvidersTokens1767211200000'

  async up(runner: QueryRunner): Promise<void> {
    // What is open has its token within the session, where two writers each put back what they had read: who is signed in signs in again.
    await runner.query('DELETE FROM staff_sessions')
    // Sealed under what the session keeps as long as it lasts; and whether somebody asked by it and nobody wrote down what came of that.
    await runner.query('ALTER TABLE staff_sessions ADD COLUMN refresh_token BLOB')
    await runner.query('ALTER TABLE staff_sessions ADD COLUMN is_asking INTEGER NOT NULL DEFAULT 0')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE staff_sessions DROP COLUMN is_asking')
    await runner.query('ALTER TABLE staff_sessions DROP COLUMN refresh_token')
  }
}
