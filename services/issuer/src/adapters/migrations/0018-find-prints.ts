import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FindPrints1765483200000 implements MigrationInterface {
  readonly name = 'FindPrints1765483200000'

  async up(runner: QueryRunner): Promise<void> {
    // By the reference that staff type. A wallet's copies are found by their credential alone, and cost nothing here.
    await runner.query("CREATE INDEX credential_copies_prints ON credential_copies (holder_hash) WHERE holder_hash >= 'print ' AND holder_hash < 'print!'")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX credential_copies_prints')
  }
}
