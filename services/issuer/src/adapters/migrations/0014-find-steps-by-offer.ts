import type { MigrationInterface, QueryRunner } from 'typeorm'

export class FindStepsByOffer1764982800000 implements MigrationInterface {
  readonly name = 'FindStepsByOffer1764982800000'

  async up(runner: QueryRunner): Promise<void> {
    // Who ends a credential ends the sign-in that it came by.
    await runner.query('CREATE INDEX authorization_steps_by_offer ON authorization_steps (offer) WHERE offer IS NOT NULL')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX authorization_steps_by_offer')
  }
}
