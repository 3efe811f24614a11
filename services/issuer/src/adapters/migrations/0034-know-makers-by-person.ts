import type { MigrationInterface, QueryRunner } from 'typeorm'

export class KnowMakersByPerson1766692800000 implements MigrationInterface {
  readonly name = 'KnowMakersByPerson1766692800000'

  async up(runner: QueryRunner): Promise<void> {
    // Which accounts are one human being's, as the council's sign-in said when they signed in: accounts as the audit log names them, the human being as a keyed hash.
    await runner.query('CREATE TABLE staff_persons (authority TEXT NOT NULL, person TEXT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (authority, person, actor)) WITHOUT ROWID')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staff_persons')
  }
}
