import type { MigrationInterface, QueryRunner } from 'typeorm'

export class TellOfChanges1766606400002 implements MigrationInterface {
  readonly name = 'TellOfChanges1766606400002'

  async up(runner: QueryRunner): Promise<void> {
    // Whether, and by which way, those whom a change is about are told of it; when all of them had been; and of each row what became of that.
    await runner.query("ALTER TABLE status_jobs ADD COLUMN telling TEXT NOT NULL DEFAULT 'none' CHECK (telling IN ('none', 'email', 'letter'))")
    await runner.query('ALTER TABLE status_jobs ADD COLUMN told_at INTEGER')
    await runner.query("ALTER TABLE status_job_rows ADD COLUMN told TEXT CHECK (told IN ('asked', 'unreachable', 'gone', 'overtaken'))")
    // What is looked at every second: nearly always nothing.
    await runner.query("CREATE INDEX status_jobs_to_tell ON status_jobs (id) WHERE state = 'done' AND telling <> 'none' AND told_at IS NULL")
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX status_jobs_to_tell')
    await runner.query('ALTER TABLE status_job_rows DROP COLUMN told')
    for (const column of ['told_at', 'telling']) await runner.query(`ALTER TABLE status_jobs DROP COLUMN ${column}`)
  }
}
