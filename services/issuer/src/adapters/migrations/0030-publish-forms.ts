import type { MigrationInterface, QueryRunner } from 'typeorm'

export class PublishForms1766433600000 implements MigrationInterface {
  readonly name = 'PublishForms1766433600000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE catalogue_drafts ADD COLUMN withdraws INTEGER NOT NULL DEFAULT 0')
    await runner.query('ALTER TABLE catalogue_editions ADD COLUMN withdraws INTEGER NOT NULL DEFAULT 0')
    // A type is the same for every authority; a form is one authority's own.
    await runner.query('DROP INDEX catalogue_editions_by_name')
    await runner.query("CREATE UNIQUE INDEX catalogue_editions_of_types ON catalogue_editions (name, version, edition) WHERE kind = 'type'")
    await runner.query("CREATE UNIQUE INDEX catalogue_editions_of_forms ON catalogue_editions (authority, name, version, edition) WHERE kind = 'form'")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM catalogue_editions WHERE kind = 'form'")
    await runner.query("DELETE FROM catalogue_drafts WHERE kind = 'form'")
    await runner.query('DROP INDEX catalogue_editions_of_forms')
    await runner.query('DROP INDEX catalogue_editions_of_types')
    await runner.query('CREATE UNIQUE INDEX catalogue_editions_by_name ON catalogue_editions (kind, name, version, edition)')
    await runner.query('ALTER TABLE catalogue_editions DROP COLUMN withdraws')
    await runner.query('ALTER TABLE catalogue_drafts DROP COLUMN withdraws')
  }
}
