import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Check records as the authority signed them. */
export class SignCheckRecords1764500000000 implements MigrationInterface {
  readonly name = 'SignCheckRecords1764500000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE check_records ADD COLUMN statement TEXT')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE check_records DROP COLUMN statement')
  }
}
