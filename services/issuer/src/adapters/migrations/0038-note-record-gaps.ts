import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteRecordGaps1766952000000 implements MigrationInterface {
  readonly name = 'NoteRecordGaps1766952000000'

  async up(runner: QueryRunner): Promise<void> {
    // Whose record a wallet asked for in vain: by the keyed hash that counterfoils have, and without what the record lacks.
    await runner.query('CREATE TABLE record_gaps (authority TEXT NOT NULL, person TEXT NOT NULL, type_id TEXT NOT NULL, asked_at INTEGER NOT NULL, PRIMARY KEY (authority, person, type_id)) WITHOUT ROWID')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE record_gaps')
  }
}
