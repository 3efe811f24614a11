import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FindReinstatements1767038400000 implements MigrationInterface {
  readonly name = 'FindReinstatements1767038400000'

  async up(runner: QueryRunner): Promise<void> {
    // A list of the past differs from the present one by what was reinstated since, which is little, whosever it is.
    await runner.query("CREATE INDEX audit_entries_of_reinstatements ON audit_entries (at) WHERE event = 'credential.reinstated'")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entries_of_reinstatements')
  }
}
