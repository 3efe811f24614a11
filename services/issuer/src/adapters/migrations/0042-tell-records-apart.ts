import type { MigrationInterface, QueryRunner } from 'typeorm'

export class TellRecordsApart1767297600000 implements MigrationInterface {
  readonly name = 'TellRecordsApart1767297600000'

  async up(runner: QueryRunner): Promise<void> {
    // Of a type of which somebody may have several: a keyed hash of which one. What was offered before is of the only one.
    await runner.query('ALTER TABLE credential_offers ADD COLUMN record TEXT')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential_offers DROP COLUMN record')
  }
}
