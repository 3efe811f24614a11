import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Writes to the ledger on their way. A database that has an outbox runs this among its own migrations. */
export class CreateOutboxTables1764000000000 implements MigrationInterface {
  readonly name = 'CreateOutboxTables1764000000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ledger_intents (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      account TEXT NOT NULL,
      recipient TEXT,
      data TEXT NOT NULL,
      reason TEXT NOT NULL,
      actor TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'mined', 'final', 'dead')),
      nonce INTEGER,
      block_number INTEGER,
      block_hash TEXT,
      hash TEXT,
      contract TEXT,
      dead_reason TEXT CHECK (dead_reason IN ('undone', 'would_be_undone', 'dropped')),
      UNIQUE (account, nonce),
      CHECK ((state = 'dead') = (dead_reason IS NOT NULL)),
      CHECK (state NOT IN ('sent', 'mined', 'final') OR nonce IS NOT NULL),
      CHECK (state NOT IN ('mined', 'final') OR block_hash IS NOT NULL)
    )`)
    await runner.query("CREATE INDEX ledger_intents_under_way ON ledger_intents (account, sequence) WHERE state IN ('waiting', 'sent', 'mined')")
    await runner.query(`CREATE TABLE ledger_attempts (
      intent INTEGER NOT NULL REFERENCES ledger_intents (sequence),
      hash TEXT NOT NULL,
      raw TEXT NOT NULL,
      tip TEXT NOT NULL,
      most TEXT NOT NULL,
      signed_at INTEGER NOT NULL,
      sent_at INTEGER NOT NULL,
      PRIMARY KEY (intent, hash)
    ) WITHOUT ROWID`)
    await runner.query(`CREATE TABLE ledger_leases (
      account TEXT PRIMARY KEY,
      holder TEXT NOT NULL,
      until INTEGER NOT NULL
    ) WITHOUT ROWID`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['ledger_leases', 'ledger_attempts', 'ledger_intents']) await runner.query(`DROP TABLE ${table}`)
  }
}
