import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteEndedSignIns1765569600000 implements MigrationInterface {
  readonly name = 'NoteEndedSignIns1765569600000'

  async up(runner: QueryRunner): Promise<void> {
    // Up to which number every sign-in of somebody is ended. Numbers and no times: two within a second, or a clock that is set back, make no difference. None is given twice.
    await runner.query('CREATE TABLE sign_in_ends (number INTEGER PRIMARY KEY AUTOINCREMENT, authority TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL)')
    await runner.query('CREATE INDEX sign_in_ends_by_person ON sign_in_ends (authority, person, number)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_ends')
  }
}
