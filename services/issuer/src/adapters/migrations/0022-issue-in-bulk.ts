import type { MigrationInterface, QueryRunner } from 'typeorm'

const outcomes = ['offered', 'changed', 'gone', 'incomplete', 'duplicate', 'unchanged', 'conflict']
const plans = ['create', 'duplicate', 'unchanged', 'conflict', 'invalid']

const statements = [
  // The row of a job stays, for the audit log tells of it; what it holds of people goes.
  `CREATE TABLE bulk_jobs (
    id TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('prepared', 'asked', 'running', 'paused', 'finished', 'cancelled')),
    content_hash TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at INTEGER NOT NULL,
    salt TEXT,
    sealed_errors BLOB,
    ran_by TEXT,
    result_key TEXT,
    started_at INTEGER,
    resumed_at INTEGER,
    done_before INTEGER NOT NULL DEFAULT 0,
    pause_after INTEGER,
    paused_because TEXT,
    ended_at INTEGER,
    links_taken_at INTEGER,
    codes_taken_at INTEGER,
    has_rows INTEGER NOT NULL DEFAULT 1,
    ${[...plans.map((plan) => `plan_${plan}`), ...outcomes.map((outcome) => `rows_${outcome}`)].map((name) => `${name} INTEGER NOT NULL DEFAULT 0`).join(', ')}
  )`,
  'CREATE INDEX bulk_jobs_by_authority ON bulk_jobs (authority, prepared_at)',
  "CREATE INDEX bulk_jobs_running ON bulk_jobs (started_at) WHERE state = 'running'",
  'CREATE INDEX bulk_jobs_with_rows ON bulk_jobs (prepared_at) WHERE has_rows = 1',
  `CREATE TABLE bulk_rows (
    job TEXT NOT NULL REFERENCES bulk_jobs (id),
    number INTEGER NOT NULL,
    person TEXT NOT NULL,
    type_id TEXT NOT NULL,
    language TEXT NOT NULL,
    plan TEXT NOT NULL,
    why TEXT,
    mark TEXT,
    offer TEXT,
    outcome TEXT,
    PRIMARY KEY (job, number)
  ) WITHOUT ROWID`,
  "CREATE INDEX bulk_rows_to_do ON bulk_rows (job, number) WHERE plan = 'create' AND outcome IS NULL",
  // What is handed on, sealed to who ran the job; one row for each piece of the run.
  `CREATE TABLE bulk_results (
    job TEXT NOT NULL REFERENCES bulk_jobs (id),
    kind TEXT NOT NULL CHECK (kind IN ('links', 'codes')),
    first_row INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (job, kind, first_row)
  ) WITHOUT ROWID`,
]

export class IssueInBulk1765742400000 implements MigrationInterface {
  readonly name = 'IssueInBulk1765742400000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['bulk_results', 'bulk_rows', 'bulk_jobs']) await runner.query(`DROP TABLE ${table}`)
  }
}
