import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // How far of the audit log each endpoint has been told.
  `CREATE TABLE webhook_endpoints (
    endpoint TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    stopped_at INTEGER
  ) WITHOUT ROWID`,
  // Messages on their way, each a place in the audit log: their bodies are made of it whenever they are sent, and stand nowhere.
  `CREATE TABLE webhook_messages (
    id TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL REFERENCES webhook_endpoints (endpoint),
    sequence INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    answer INTEGER,
    is_dead INTEGER NOT NULL CHECK (is_dead IN (0, 1)),
    UNIQUE (endpoint, sequence)
  ) WITHOUT ROWID`,
  'CREATE INDEX webhook_messages_waiting ON webhook_messages (next_at) WHERE is_dead = 0',
]

export class QueueWebhooks1764810000001 implements MigrationInterface {
  readonly name = 'QueueWebhooks1764810000001'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['webhook_messages', 'webhook_endpoints']) await runner.query(`DROP TABLE ${table}`)
  }
}
