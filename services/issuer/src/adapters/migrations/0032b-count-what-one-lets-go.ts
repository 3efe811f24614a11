import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CountWhatOneLetsGo1766606400001 implements MigrationInterface {
  readonly name = 'CountWhatOneLetsGo1766606400001'

  async up(runner: QueryRunner): Promise<void> {
    // Who let a change of many go ahead without a second person, as a keyed hash of the human being, and when; empty where somebody else approved it.
    await runner.query('ALTER TABLE status_jobs ADD COLUMN alone_by TEXT')
    await runner.query('ALTER TABLE status_jobs ADD COLUMN alone_at INTEGER')
    await runner.query('CREATE INDEX status_jobs_alone ON status_jobs (authority, alone_by, alone_at) WHERE alone_at IS NOT NULL')
    // What was confirmed before and needs nobody goes on.
    await runner.query("UPDATE status_jobs SET alone_by = '', alone_at = made_at WHERE state = 'staged' AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.kind = 'bulk-status' AND a.subject = status_jobs.id)")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX status_jobs_alone')
    for (const column of ['alone_at', 'alone_by']) await runner.query(`ALTER TABLE status_jobs DROP COLUMN ${column}`)
  }
}
