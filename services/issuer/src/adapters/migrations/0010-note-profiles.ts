import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteProfiles1764723600000 implements MigrationInterface {
  readonly name = 'NoteProfiles1764723600000'

  async up(runner: QueryRunner): Promise<void> {
    // The profile whose wallet has it; nothing for the open one.
    await runner.query('ALTER TABLE counterfoils ADD COLUMN profile TEXT')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE counterfoils DROP COLUMN profile')
  }
}
