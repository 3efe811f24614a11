import type { MigrationInterface, QueryRunner } from 'typeorm'

const index = (columns: string): string => `CREATE INDEX counterfoils_by_authority ON counterfoils (${columns})`

export class ListCaseloads1765828800000 implements MigrationInterface {
  readonly name = 'ListCaseloads1765828800000'

  async up(runner: QueryRunner): Promise<void> {
    // Of two who claim a step that both have read, the number tells who came second; within a second no time does.
    await runner.query('ALTER TABLE authorization_steps ADD COLUMN claims INTEGER NOT NULL DEFAULT 0')
    // What lists walk along holds what they are filtered and sorted by: a rare status is found without looking at every row, and no issue writes an index more.
    await runner.query('DROP INDEX counterfoils_by_authority')
    await runner.query(index('authority, id, configuration_id, status, issued_at, expires_at, changed_at'))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX counterfoils_by_authority')
    await runner.query(index('authority, id'))
    await runner.query('ALTER TABLE authorization_steps DROP COLUMN claims')
  }
}
