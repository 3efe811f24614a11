import type { MigrationInterface, QueryRunner } from 'typeorm'

// What was paused before counts from its own entry of the audit log.
const pausedAt = "(SELECT max(at) FROM audit_entries WHERE object = bulk_jobs.id AND event = 'bulk.paused')"

export class NotePauses1766260800000 implements MigrationInterface {
  readonly name = 'NotePauses1766260800000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE bulk_jobs ADD COLUMN paused_at INTEGER')
    await runner.query(`UPDATE bulk_jobs SET paused_at = coalesce(${pausedAt}, started_at) WHERE state = 'paused'`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE bulk_jobs DROP COLUMN paused_at')
  }
}
