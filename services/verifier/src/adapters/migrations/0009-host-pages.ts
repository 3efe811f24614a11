import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // Pages of the verifier's own for forms that run no script. No column says anything of the citizen.
  `CREATE TABLE hosted_pages (
    transaction_id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL UNIQUE,
    authority TEXT NOT NULL,
    form TEXT NOT NULL,
    form_key TEXT NOT NULL,
    return_url TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('en', 'cy')),
    is_sandbox INTEGER NOT NULL CHECK (is_sandbox IN (0, 1)),
    browser_hash TEXT,
    is_cancelled INTEGER NOT NULL CHECK (is_cancelled IN (0, 1)),
    is_over INTEGER NOT NULL CHECK (is_over IN (0, 1)),
    presentation TEXT UNIQUE,
    shown TEXT,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX hosted_pages_by_expiry ON hosted_pages (expires_at)',
]

export class HostPages1764850000000 implements MigrationInterface {
  readonly name = 'HostPages1764850000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE hosted_pages')
  }
}
