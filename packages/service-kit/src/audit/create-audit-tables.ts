import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Chained audit logs, in a database that has nothing else to tell of. The issuer's grew to the same shape by migrations of its own. */
export class CreateAuditTables1764201600000 implements MigrationInterface {
  readonly name = 'CreateAuditTables1764201600000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE audit_entries (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      authority TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      event TEXT NOT NULL,
      object TEXT NOT NULL,
      reason TEXT,
      number INTEGER,
      hash BLOB
    )`)
    await runner.query(`CREATE TABLE audit_heads (
      authority TEXT PRIMARY KEY,
      number INTEGER NOT NULL,
      hash BLOB NOT NULL,
      anchored_number INTEGER NOT NULL DEFAULT 0,
      anchored_at INTEGER
    ) WITHOUT ROWID`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_heads', 'audit_entries']) await runner.query(`DROP TABLE ${table}`)
  }
}
