import type { MigrationInterface, QueryRunner } from 'typeorm'

export class ShapeTransactionCodes1767470400000 implements MigrationInterface {
  readonly name = 'ShapeTransactionCodes1767470400000'

  async up(runner: QueryRunner): Promise<void> {
    // How its code looks and what is said of it, sealed under the offer's own code; nothing for six digits, as all of them were.
    await runner.query('ALTER TABLE credential_offers ADD COLUMN sealed_tx_code BLOB')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential_offers DROP COLUMN sealed_tx_code')
  }
}
