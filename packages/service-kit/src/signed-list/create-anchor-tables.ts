import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Anchors that are put down for a list, and what became of them: for a list what the outbox is for a ledger. */
export class CreateAnchorTables1765400000000 implements MigrationInterface {
  readonly name = 'CreateAnchorTables1765400000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE list_anchors (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      log TEXT NOT NULL,
      key TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      payload TEXT,
      number INTEGER,
      hash TEXT,
      written_at INTEGER
    )`)
    await runner.query('CREATE INDEX list_anchors_under_way ON list_anchors (log, sequence) WHERE written_at IS NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE list_anchors')
  }
}
