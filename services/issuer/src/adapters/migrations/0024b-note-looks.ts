import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteLooks1765915200001 implements MigrationInterface {
  readonly name = 'NoteLooks1765915200001'

  async up(runner: QueryRunner): Promise<void> {
    // What somebody looked at and the chain doesn't tell yet: put down before the page is answered, chained a little later, many at once.
    await runner.query(`CREATE TABLE looks (
      authority TEXT NOT NULL,
      actor TEXT NOT NULL,
      event TEXT NOT NULL,
      object TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (authority, actor, event, object)
    ) WITHOUT ROWID`)
    // Who looked at a case: few of all entries, and found without reading the others.
    await runner.query("CREATE INDEX audit_entries_of_looks ON audit_entries (authority, object) WHERE event = 'case.looked_at'")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entries_of_looks')
    await runner.query('DROP TABLE looks')
  }
}
