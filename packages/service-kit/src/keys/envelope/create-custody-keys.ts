import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The table of keys in envelope custody, beside Veramo's own. A private key stands there only sealed, and once. */
export class CreateCustodyKeys1765100000000 implements MigrationInterface {
  readonly name = 'CreateCustodyKeys1765100000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE custody_keys (
      id TEXT PRIMARY KEY NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('controller', 'credential', 'status', 'request', 'gas')),
      authority TEXT NOT NULL,
      public_key TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      retired_at INTEGER,
      kek TEXT NOT NULL,
      wrapped_data_key BLOB NOT NULL,
      sealed_private_key BLOB NOT NULL
    )`)
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.')
  }
}
