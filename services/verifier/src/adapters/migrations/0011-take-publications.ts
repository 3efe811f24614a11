import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What authorities publish of their forms, sealed so that nobody who can write the file can make one up; and with which version each presentation began. */
export class TakePublications1766433700000 implements MigrationInterface {
  readonly name = 'TakePublications1766433700000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE presentations ADD COLUMN profile_digest TEXT')
    await runner.query(`CREATE TABLE form_publications (
      authority TEXT PRIMARY KEY,
      sealed TEXT NOT NULL
    ) WITHOUT ROWID`)
    // Only ever added to: every version that presentations were begun with.
    await runner.query(`CREATE TABLE form_profiles (
      authority TEXT NOT NULL,
      form TEXT NOT NULL,
      digest TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('file', 'publication')),
      sealed TEXT NOT NULL,
      PRIMARY KEY (authority, form, digest, source)
    ) WITHOUT ROWID`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE form_profiles')
    await runner.query('DROP TABLE form_publications')
    await runner.query('ALTER TABLE presentations DROP COLUMN profile_digest')
  }
}
