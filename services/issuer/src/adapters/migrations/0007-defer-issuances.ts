import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // Issuings that wait. The keys they are for are sealed under the transaction id, which the wallet alone has; there are no claims.
  `CREATE TABLE deferred_issuances (
    offer TEXT PRIMARY KEY REFERENCES credential_offers (id),
    authority TEXT NOT NULL,
    lookup TEXT NOT NULL UNIQUE,
    configuration_id TEXT NOT NULL,
    holder_hashes TEXT NOT NULL,
    sealed_holders BLOB,
    ready_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'collected', 'ended'))
  ) WITHOUT ROWID`,
  "CREATE INDEX deferred_issuances_waiting ON deferred_issuances (expires_at) WHERE state = 'waiting'",
]

export class DeferIssuances1764464400000 implements MigrationInterface {
  readonly name = 'DeferIssuances1764464400000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deferred_issuances')
  }
}
