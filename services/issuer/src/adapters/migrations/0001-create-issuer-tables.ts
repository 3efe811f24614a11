import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // The one place where claims wait for their citizen, sealed under keys that are not here.
  `CREATE TABLE credential_offers (
    id TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    type_id TEXT NOT NULL,
    person TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('offered', 'redeeming', 'redeemed', 'issued', 'locked', 'withdrawn', 'expired')),
    code_lookup TEXT NOT NULL UNIQUE,
    tx_code_hash TEXT,
    tries_left INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    claimed_at INTEGER,
    token_lookup TEXT UNIQUE,
    token_expires_at INTEGER,
    ended_at INTEGER,
    sealed_claims BLOB,
    code_wrapped_key BLOB,
    token_wrapped_key BLOB
  )`,
  'CREATE INDEX credential_offers_by_person ON credential_offers (authority, person)',
  // What the sweeper looks for: drafts that still hold anything.
  'CREATE INDEX credential_offers_with_draft ON credential_offers (expires_at) WHERE sealed_claims IS NOT NULL',
  `CREATE TABLE status_lists (
    authority TEXT NOT NULL,
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    allotted INTEGER NOT NULL,
    permutation_key BLOB NOT NULL,
    PRIMARY KEY (authority, number)
  )`,
  `CREATE TABLE counterfoils (
    id TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    offer TEXT NOT NULL UNIQUE REFERENCES credential_offers (id),
    configuration_id TEXT NOT NULL,
    person TEXT NOT NULL,
    status_list INTEGER NOT NULL,
    status_index INTEGER NOT NULL,
    status INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    holder_hash TEXT NOT NULL,
    nonce BLOB NOT NULL,
    outcome TEXT CHECK (outcome IN ('credential_accepted', 'credential_failure', 'credential_deleted')),
    UNIQUE (authority, status_list, status_index),
    FOREIGN KEY (authority, status_list) REFERENCES status_lists (authority, number)
  )`,
  'CREATE INDEX counterfoils_by_person ON counterfoils (authority, person)',
  'CREATE INDEX counterfoils_not_valid ON counterfoils (authority, status_list) WHERE status <> 0',
  `CREATE TABLE one_time_values (
    kind TEXT NOT NULL,
    value BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
  ) WITHOUT ROWID`,
  `CREATE TABLE audit_entries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    authority TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    object TEXT NOT NULL,
    reason TEXT
  )`,
  `CREATE TABLE staff_sessions (
    lookup TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    began_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  )`,
]

const tables = ['staff_sessions', 'audit_entries', 'one_time_values', 'counterfoils', 'status_lists', 'credential_offers']

export class CreateIssuerTables1763942400000 implements MigrationInterface {
  readonly name = 'CreateIssuerTables1763942400000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`)
  }
}
