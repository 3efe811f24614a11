import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  `CREATE TABLE webhook_endpoints (
    endpoint TEXT PRIMARY KEY,
    stopped_at INTEGER
  ) WITHOUT ROWID`,
  // Messages on their way: each end of a presentation, for each endpoint that hears of it.
  `CREATE TABLE webhook_messages (
    id TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    event TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    form TEXT NOT NULL,
    at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    answer INTEGER,
    is_dead INTEGER NOT NULL CHECK (is_dead IN (0, 1)),
    UNIQUE (endpoint, transaction_id, event)
  ) WITHOUT ROWID`,
  'CREATE INDEX webhook_messages_waiting ON webhook_messages (endpoint, next_at) WHERE is_dead = 0',
]

export class QueueWebhooks1764800000000 implements MigrationInterface {
  readonly name = 'QueueWebhooks1764800000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['webhook_messages', 'webhook_endpoints']) await runner.query(`DROP TABLE ${table}`)
  }
}
