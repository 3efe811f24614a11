import type { MigrationInterface, QueryRunner } from 'typeorm'

export class WriteToMany1766520000000 implements MigrationInterface {
  readonly name = 'WriteToMany1766520000000'

  async up(runner: QueryRunner): Promise<void> {
    // How links and codes of a job reach people: as files that staff take, by e-mail or by letter.
    await runner.query("ALTER TABLE bulk_jobs ADD COLUMN delivery TEXT NOT NULL DEFAULT 'files'")
    // Which job wrote a message: its rows go a week after its end, and the offers stand longer.
    await runner.query('ALTER TABLE outgoing_messages ADD COLUMN bulk_job TEXT')
    await runner.query('CREATE INDEX outgoing_messages_by_bulk_job ON outgoing_messages (bulk_job) WHERE bulk_job IS NOT NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outgoing_messages_by_bulk_job')
    await runner.query('ALTER TABLE outgoing_messages DROP COLUMN bulk_job')
    await runner.query('ALTER TABLE bulk_jobs DROP COLUMN delivery')
  }
}
