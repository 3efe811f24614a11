import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // Keyed hashes of the council's own references of cases, where there are any.
  'ALTER TABLE credential_offers ADD COLUMN case_handle TEXT',
  'ALTER TABLE counterfoils ADD COLUMN case_handle TEXT',
  'CREATE INDEX credential_offers_by_case ON credential_offers (authority, case_handle) WHERE case_handle IS NOT NULL',
  'CREATE INDEX counterfoils_by_case ON counterfoils (authority, case_handle) WHERE case_handle IS NOT NULL',
  // What lists walk along; ids begin with when they were made, so that it grows at one side.
  'CREATE INDEX counterfoils_by_authority ON counterfoils (authority, id)',
  // What was answered to requests that may come again: ids and dates; neither a claim nor what opens one.
  `CREATE TABLE repeatable_requests (
    lookup TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX repeatable_requests_by_end ON repeatable_requests (expires_at)',
]

export class ServeCouncilSystems1764810000000 implements MigrationInterface {
  readonly name = 'ServeCouncilSystems1764810000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE repeatable_requests')
    for (const index of ['counterfoils_by_authority', 'counterfoils_by_case', 'credential_offers_by_case']) await runner.query(`DROP INDEX ${index}`)
    await runner.query('ALTER TABLE counterfoils DROP COLUMN case_handle')
    await runner.query('ALTER TABLE credential_offers DROP COLUMN case_handle')
  }
}
