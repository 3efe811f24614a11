import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteAuditAnchors1764115200000 implements MigrationInterface {
  readonly name = 'NoteAuditAnchors1764115200000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_heads ADD COLUMN anchored_number INTEGER NOT NULL DEFAULT 0')
    await runner.query('ALTER TABLE audit_heads ADD COLUMN anchored_at INTEGER')
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['anchored_at', 'anchored_number']) await runner.query(`ALTER TABLE audit_heads DROP COLUMN ${column}`)
  }
}
