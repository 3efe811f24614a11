import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Facts about authorities that outlive the process, sealed; and the ledger's blocks in the records of what was checked. */
export class KeepFacts1764200000000 implements MigrationInterface {
  readonly name = 'KeepFacts1764200000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE kept_facts (name TEXT PRIMARY KEY NOT NULL, sealed TEXT NOT NULL, kept_at INTEGER NOT NULL)')
    await runner.query('ALTER TABLE check_records ADD COLUMN issuer_key_block INTEGER')
    await runner.query('ALTER TABLE check_records ADD COLUMN accreditation_block INTEGER')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE check_records DROP COLUMN accreditation_block')
    await runner.query('ALTER TABLE check_records DROP COLUMN issuer_key_block')
    await runner.query('DROP TABLE kept_facts')
  }
}
