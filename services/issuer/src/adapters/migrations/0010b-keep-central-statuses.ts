import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // Where the status of a credential stands in a service that isn't ours. What was revoked and isn't confirmed there yet, is still to be told.
  `CREATE TABLE central_statuses (
    offer TEXT PRIMARY KEY REFERENCES credential_offers (id),
    authority TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    uri TEXT,
    idx INTEGER,
    confirmed_at INTEGER
  )`,
  'CREATE INDEX central_statuses_unconfirmed ON central_statuses (authority) WHERE confirmed_at IS NULL',
]

export class KeepCentralStatuses1764727200000 implements MigrationInterface {
  readonly name = 'KeepCentralStatuses1764727200000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE central_statuses')
  }
}
