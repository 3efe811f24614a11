import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // What a wallet asked, who signed in, and what tokens are for: each sealed under the secret that finds it.
  `CREATE TABLE authorization_steps (
    lookup TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('request', 'session', 'code', 'refresh')),
    authority TEXT NOT NULL,
    family TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'used')),
    sealed BLOB,
    claimed_at INTEGER,
    offer TEXT REFERENCES credential_offers (id),
    expires_at INTEGER NOT NULL
  )`,
  'CREATE INDEX authorization_steps_by_family ON authorization_steps (family)',
  'CREATE INDEX authorization_steps_by_end ON authorization_steps (expires_at)',
  // Of drafts that a wallet was authorised for: which wallet, and which configuration when it named one.
  'ALTER TABLE credential_offers ADD COLUMN client_id TEXT',
  'ALTER TABLE credential_offers ADD COLUMN configuration_id TEXT',
]

export class KeepAuthorizationSteps1764637200000 implements MigrationInterface {
  readonly name = 'KeepAuthorizationSteps1764637200000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE authorization_steps')
    await runner.query('ALTER TABLE credential_offers DROP COLUMN configuration_id')
    await runner.query('ALTER TABLE credential_offers DROP COLUMN client_id')
  }
}
