import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FindOwnRequests1766606400000 implements MigrationInterface {
  readonly name = 'FindOwnRequests1766606400000'

  async up(runner: QueryRunner): Promise<void> {
    // Citizens see what they asked. Who entered a request is empty where it was they themselves.
    await runner.query('CREATE INDEX data_requests_by_person ON data_requests (authority, person, id)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX data_requests_by_person')
  }
}
