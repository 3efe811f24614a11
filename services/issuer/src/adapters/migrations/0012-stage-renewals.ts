import type { MigrationInterface, QueryRunner } from 'typeorm'

export class StageRenewals1764896400000 implements MigrationInterface {
  readonly name = 'StageRenewals1764896400000'

  async up(runner: QueryRunner): Promise<void> {
    // Since when a credential may be renewed, as it was found once; and when it had ended.
    await runner.query(`CREATE TABLE staged_renewals (
      counterfoil TEXT PRIMARY KEY REFERENCES counterfoils (id),
      opened_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL,
      ended INTEGER NOT NULL CHECK (ended IN (0, 1))
    ) WITHOUT ROWID`)
    await runner.query('CREATE INDEX staged_renewals_open ON staged_renewals (ends_at) WHERE ended = 0')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staged_renewals')
  }
}
