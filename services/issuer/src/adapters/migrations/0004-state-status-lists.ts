import type { MigrationInterface, QueryRunner } from 'typeorm'

export class StateStatusLists1764205200000 implements MigrationInterface {
  readonly name = 'StateStatusLists1764205200000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE status_list_statements (authority TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (authority, number)) WITHOUT ROWID')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE status_list_statements')
  }
}
