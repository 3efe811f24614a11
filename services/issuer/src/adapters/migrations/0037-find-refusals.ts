import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FindRefusals1766865600001 implements MigrationInterface {
  readonly name = 'FindRefusals1766865600001'

  async up(runner: QueryRunner): Promise<void> {
    // Few of all entries, so that it costs no issue: what the overview counts, of one authority, however much others write.
    await runner.query("CREATE INDEX audit_entries_of_refusals ON audit_entries (authority, at) WHERE event IN ('offer.tx_code_refused', 'offer.locked', 'offer.code_reused', 'offer.expired', 'credential.failed', 'credential.deleted')")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entries_of_refusals')
  }
}
