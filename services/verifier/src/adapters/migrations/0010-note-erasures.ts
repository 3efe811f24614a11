import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What was erased because its citizen asked. A row says which presentation and what was erased of it, never of whom. */
export class NoteErasures1764900000000 implements MigrationInterface {
  readonly name = 'NoteErasures1764900000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE erasures (
      transaction_id TEXT PRIMARY KEY,
      authority TEXT NOT NULL,
      form TEXT NOT NULL,
      at INTEGER NOT NULL,
      erased TEXT NOT NULL,
      is_told INTEGER NOT NULL CHECK (is_told IN (0, 1))
    ) WITHOUT ROWID`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE erasures')
  }
}
