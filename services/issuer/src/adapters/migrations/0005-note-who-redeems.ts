import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteWhoRedeems1764291600000 implements MigrationInterface {
  readonly name = 'NoteWhoRedeems1764291600000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential_offers ADD COLUMN retry_hash TEXT')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential_offers DROP COLUMN retry_hash')
  }
}
