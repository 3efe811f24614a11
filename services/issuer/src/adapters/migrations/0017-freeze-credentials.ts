import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FreezeCredentials1765396800000 implements MigrationInterface {
  readonly name = 'FreezeCredentials1765396800000'

  async up(runner: QueryRunner): Promise<void> {
    // What citizens froze for a device that is gone, until it is collected again, reinstated or revoked: few rows, looked at with each issue.
    await runner.query(`CREATE TABLE frozen_counterfoils (
      counterfoil TEXT PRIMARY KEY REFERENCES counterfoils (id),
      authority TEXT NOT NULL,
      person TEXT NOT NULL,
      type_id TEXT NOT NULL
    ) WITHOUT ROWID`)
    await runner.query('CREATE INDEX frozen_counterfoils_by_person ON frozen_counterfoils (authority, person)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE frozen_counterfoils')
  }
}
