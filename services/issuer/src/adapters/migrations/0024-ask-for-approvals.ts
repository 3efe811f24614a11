import type { MigrationInterface, QueryRunner } from 'typeorm'

export class AskForApprovals1765915200000 implements MigrationInterface {
  readonly name = 'AskForApprovals1765915200000'

  async up(runner: QueryRunner): Promise<void> {
    // The number tells which came last: two may be of the same second.
    await runner.query(`CREATE TABLE approvals (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      authority TEXT NOT NULL,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      asked_by TEXT NOT NULL,
      asked_by_person TEXT NOT NULL,
      asked_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      state TEXT NOT NULL,
      decided_by TEXT,
      decided_at INTEGER,
      reason TEXT,
      by_break_glass INTEGER NOT NULL DEFAULT 0
    )`)
    // Whatever two browsers do at once, one request about one thing waits.
    await runner.query("CREATE UNIQUE INDEX approvals_waiting ON approvals (authority, kind, subject) WHERE state = 'waiting'")
    await runner.query('CREATE INDEX approvals_by_subject ON approvals (authority, kind, subject, number)')
    await runner.query(`CREATE TABLE break_glasses (
      approval TEXT PRIMARY KEY REFERENCES approvals (id),
      authority TEXT NOT NULL,
      reason TEXT NOT NULL,
      opened_by TEXT NOT NULL,
      opened_by_person TEXT NOT NULL,
      opened_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL,
      reviewed_by TEXT,
      reviewed_at INTEGER,
      verdict TEXT
    ) WITHOUT ROWID`)
    // Every page of the console asks whether one is open.
    await runner.query('CREATE INDEX break_glasses_by_end ON break_glasses (authority, ends_at)')
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['break_glasses', 'approvals']) await runner.query(`DROP TABLE ${table}`)
  }
}
