import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Presentations under way and the records of what was checked. No column holds a claim: `sealed_result` is a JWE to the form. */
export class CreateVerifierTables1763900000000 implements MigrationInterface {
  readonly name = 'CreateVerifierTables1763900000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE presentations (
      transaction_id TEXT PRIMARY KEY NOT NULL,
      request_id TEXT NOT NULL UNIQUE,
      authority TEXT NOT NULL,
      form TEXT NOT NULL,
      flow TEXT NOT NULL CHECK (flow IN ('same_device', 'cross_device')),
      status TEXT NOT NULL CHECK (status IN ('requested', 'fetched', 'answered', 'declined', 'refused', 'collected', 'expired')),
      nonce TEXT NOT NULL,
      code TEXT UNIQUE,
      form_key TEXT NOT NULL,
      return_url TEXT,
      response_jwk TEXT NOT NULL,
      response_key TEXT,
      sealed_result TEXT,
      response_code_hash TEXT,
      refusal TEXT,
      expires_at INTEGER NOT NULL,
      ended_at INTEGER,
      CHECK ((response_key IS NOT NULL) = (status IN ('requested', 'fetched'))),
      CHECK (sealed_result IS NULL OR status = 'answered')
    )`)
    await runner.query('CREATE INDEX presentations_by_expiry ON presentations (expires_at)')
    await runner.query(`CREATE TABLE check_records (
      transaction_id TEXT PRIMARY KEY NOT NULL,
      at INTEGER NOT NULL,
      authority TEXT NOT NULL,
      form TEXT NOT NULL,
      flow TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'refused', 'declined')),
      refusal TEXT,
      checks TEXT NOT NULL,
      issuer_kid TEXT,
      vct TEXT,
      over_disclosed INTEGER NOT NULL,
      presentation_digest TEXT,
      issuer_key_at INTEGER,
      accreditation_at INTEGER,
      status_at INTEGER,
      status_list_uri TEXT,
      status_list_issued_at INTEGER
    )`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE check_records')
    await runner.query('DROP TABLE presentations')
  }
}
