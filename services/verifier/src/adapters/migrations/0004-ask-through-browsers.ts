import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Requests that a page's browser passes on, and what a holder is to authorise, sealed while it is asked. */
export class AskThroughBrowsers1764400000000 implements MigrationInterface {
  readonly name = 'AskThroughBrowsers1764400000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE presentations ADD COLUMN origin TEXT')
    await runner.query('ALTER TABLE presentations ADD COLUMN transactions TEXT')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE presentations DROP COLUMN transactions')
    await runner.query('ALTER TABLE presentations DROP COLUMN origin')
  }
}
