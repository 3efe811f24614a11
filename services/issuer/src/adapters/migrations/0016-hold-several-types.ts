import type { MigrationInterface, QueryRunner } from 'typeorm'

const up = [
  // Of the drafts of one token that is for several types: the first, which its step names. Null for the first itself.
  'ALTER TABLE credential_offers ADD COLUMN beside TEXT REFERENCES credential_offers (id)',
  'CREATE INDEX credential_offers_beside ON credential_offers (beside) WHERE beside IS NOT NULL',
  // Several of a type can be named, each with claims that it shall have.
  'ALTER TABLE credential_offers RENAME COLUMN configuration_id TO configurations',
  "UPDATE credential_offers SET configurations = json_array(json_object('id', configurations, 'claims', NULL)) WHERE configurations IS NOT NULL",
]

const down = [
  "UPDATE credential_offers SET configurations = configurations ->> '$[0].id' WHERE configurations IS NOT NULL",
  'ALTER TABLE credential_offers RENAME COLUMN configurations TO configuration_id',
  'DROP INDEX credential_offers_beside',
  'ALTER TABLE credential_offers DROP COLUMN beside',
]

export class HoldSeveralTypes1765310400000 implements MigrationInterface {
  readonly name = 'HoldSeveralTypes1765310400000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement)
  }
}
