import type { MigrationInterface, QueryRunner } from 'typeorm'

export class TakeDataRequests1765915200002 implements MigrationInterface {
  readonly name = 'TakeDataRequests1765915200002'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE data_requests (
      id TEXT PRIMARY KEY,
      authority TEXT NOT NULL,
      kind TEXT NOT NULL,
      person TEXT NOT NULL,
      received_on TEXT NOT NULL,
      entered_at INTEGER NOT NULL,
      entered_by TEXT NOT NULL,
      extension TEXT,
      state TEXT NOT NULL,
      closed_at INTEGER,
      closed_by TEXT,
      reason TEXT,
      outcome TEXT
    ) WITHOUT ROWID`)
    // Whoever enters one twice finds the first.
    await runner.query("CREATE UNIQUE INDEX data_requests_open ON data_requests (authority, person, kind) WHERE state = 'open'")
    await runner.query('CREATE INDEX data_requests_by_authority ON data_requests (authority, id)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE data_requests')
  }
}
