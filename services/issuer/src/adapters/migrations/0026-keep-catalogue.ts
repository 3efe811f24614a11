import type { MigrationInterface, QueryRunner } from 'typeorm'

export class KeepCatalogue1766088000000 implements MigrationInterface {
  readonly name = 'KeepCatalogue1766088000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE catalogue_drafts (
      id TEXT PRIMARY KEY,
      authority TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      revision INTEGER NOT NULL,
      base_version INTEGER NOT NULL,
      base_edition INTEGER NOT NULL,
      text TEXT NOT NULL,
      art TEXT NOT NULL,
      asked INTEGER NOT NULL DEFAULT 0,
      changed_by TEXT NOT NULL,
      changed_at INTEGER NOT NULL
    ) WITHOUT ROWID`)
    // Two who open the same thing work on one draft.
    await runner.query('CREATE UNIQUE INDEX catalogue_drafts_by_name ON catalogue_drafts (authority, kind, name)')
    // What was approved and not published yet is asked for by every process, every few seconds.
    await runner.query('CREATE INDEX catalogue_drafts_asked ON catalogue_drafts (id) WHERE asked = 1')
    await runner.query(`CREATE TABLE catalogue_editions (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      authority TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      edition INTEGER NOT NULL,
      text TEXT NOT NULL,
      art TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      delivered_version INTEGER NOT NULL,
      approval TEXT NOT NULL,
      asked_by TEXT NOT NULL,
      approved_by TEXT NOT NULL,
      published_at INTEGER NOT NULL,
      effective_at INTEGER
    )`)
    await runner.query('CREATE UNIQUE INDEX catalogue_editions_by_name ON catalogue_editions (kind, name, version, edition)')
    // Credentials name the digest of what lies here: it outlives the release that it came with.
    await runner.query(`CREATE TABLE catalogue_documents (
      vct TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      text TEXT NOT NULL,
      art TEXT NOT NULL,
      metadata TEXT NOT NULL,
      integrity TEXT NOT NULL,
      context TEXT NOT NULL,
      json_schema TEXT NOT NULL
    ) WITHOUT ROWID`)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['catalogue_documents', 'catalogue_editions', 'catalogue_drafts']) await runner.query(`DROP TABLE ${table}`)
  }
}
