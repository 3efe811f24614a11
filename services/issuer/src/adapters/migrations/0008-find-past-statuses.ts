import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FindPastStatuses1764550800000 implements MigrationInterface {
  readonly name = 'FindPastStatuses1764550800000'

  async up(runner: QueryRunner): Promise<void> {
    // The few entries by which a list of the past is rebuilt; every other event passes this index by.
    await runner.query("CREATE INDEX audit_entries_of_statuses ON audit_entries (authority, at) WHERE event IN ('credential.suspended', 'credential.reinstated', 'credential.revoked')")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entries_of_statuses')
  }
}
