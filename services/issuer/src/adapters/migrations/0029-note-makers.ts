import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NoteMakers1766347200000 implements MigrationInterface {
  readonly name = 'NoteMakers1766347200000'

  async up(runner: QueryRunner): Promise<void> {
    // Who prepared what is to be approved, as the audit log names them: whoever asks may be somebody else, and neither of them decides it.
    await runner.query("ALTER TABLE approvals ADD COLUMN makers TEXT NOT NULL DEFAULT '[]'")
    await runner.query("ALTER TABLE catalogue_drafts ADD COLUMN editors TEXT NOT NULL DEFAULT '[]'")
    await runner.query('UPDATE catalogue_drafts SET editors = json_array(changed_by)')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE catalogue_drafts DROP COLUMN editors')
    await runner.query('ALTER TABLE approvals DROP COLUMN makers')
  }
}
