import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // Changes of one or many credentials, as staff prepared them: ids and dates. Lines of what was pasted that name nothing are kept by their numbers alone.
  `CREATE TABLE status_jobs (
    id TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('suspend', 'reinstate', 'revoke', 'renew')),
    reason TEXT,
    state TEXT NOT NULL CHECK (state IN ('prepared', 'waiting', 'staged', 'running', 'done', 'undone')),
    many INTEGER NOT NULL,
    unknown_lines TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    confirmed_by TEXT,
    applies_at INTEGER,
    done_at INTEGER,
    published_at INTEGER,
    undone_why TEXT CHECK (undone_why IN ('refused', 'withdrawn', 'expired', 'not_as_approved'))
  ) WITHOUT ROWID`,
  'CREATE INDEX status_jobs_by_authority ON status_jobs (authority, id)',
  // What is looked at every second: nearly always nothing.
  "CREATE INDEX status_jobs_under_way ON status_jobs (id) WHERE state IN ('waiting', 'staged', 'running') OR (state = 'done' AND published_at IS NULL)",
  `CREATE TABLE status_job_rows (
    job TEXT NOT NULL REFERENCES status_jobs (id),
    counterfoil TEXT NOT NULL REFERENCES counterfoils (id),
    outcome TEXT CHECK (outcome IN ('changed', 'unchanged')),
    PRIMARY KEY (job, counterfoil)
  ) WITHOUT ROWID`,
  'CREATE INDEX status_job_rows_by_counterfoil ON status_job_rows (counterfoil)',
  // What happened to one credential. Ids begin with when they were made, so that new entries land on the same few pages.
  'CREATE INDEX audit_entries_by_object ON audit_entries (object)',
]

export class ChangeManyStatuses1765832400000 implements MigrationInterface {
  readonly name = 'ChangeManyStatuses1765832400000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entries_by_object')
    await runner.query('DROP TABLE status_job_rows')
    await runner.query('DROP TABLE status_jobs')
  }
}
