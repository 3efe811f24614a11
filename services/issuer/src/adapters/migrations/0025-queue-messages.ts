import type { MigrationInterface, QueryRunner } from 'typeorm'

export class QueueMessages1766001600000 implements MigrationInterface {
  readonly name = 'QueueMessages1766001600000'

  async up(runner: QueryRunner): Promise<void> {
    // Messages to people. What they say and where they go is sealed, and erased once they were sent or what they tell of is over.
    await runner.query(`CREATE TABLE outgoing_messages (
      reference TEXT PRIMARY KEY,
      authority TEXT NOT NULL,
      subject TEXT NOT NULL,
      channel TEXT NOT NULL,
      template TEXT NOT NULL,
      language TEXT NOT NULL,
      state TEXT NOT NULL,
      sealed TEXT,
      attempts INTEGER NOT NULL,
      was_tried INTEGER NOT NULL,
      asked_at INTEGER NOT NULL,
      at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      problem TEXT
    ) WITHOUT ROWID`)
    await runner.query('CREATE INDEX outgoing_messages_due ON outgoing_messages (authority, state, at)')
    await runner.query('CREATE INDEX outgoing_messages_by_subject ON outgoing_messages (authority, subject)')
    await runner.query('CREATE INDEX outgoing_messages_held ON outgoing_messages (expires_at) WHERE sealed IS NOT NULL')
    // In which language somebody wants to be written to, asked once.
    await runner.query(`CREATE TABLE person_languages (
      authority TEXT NOT NULL,
      person TEXT NOT NULL,
      language TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (authority, person)
    ) WITHOUT ROWID`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE person_languages')
    await runner.query('DROP TABLE outgoing_messages')
  }
}
