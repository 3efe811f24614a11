import type { MigrationInterface, QueryRunner } from 'typeorm'

const statements = [
  // What a batch has beside its first credential, whose place stands in the counterfoil: all of them have its status.
  `CREATE TABLE credential_copies (
    authority TEXT NOT NULL,
    status_list INTEGER NOT NULL,
    status_index INTEGER NOT NULL,
    counterfoil TEXT NOT NULL REFERENCES counterfoils (id),
    holder_hash TEXT NOT NULL,
    PRIMARY KEY (authority, status_list, status_index),
    UNIQUE (counterfoil, holder_hash),
    FOREIGN KEY (authority, status_list) REFERENCES status_lists (authority, number)
  ) WITHOUT ROWID`,
]

export class KeepCopies1764378000000 implements MigrationInterface {
  readonly name = 'KeepCopies1764378000000'

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE credential_copies')
  }
}
