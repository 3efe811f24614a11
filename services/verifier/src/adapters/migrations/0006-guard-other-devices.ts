import type { MigrationInterface, QueryRunner } from 'typeorm'
import { numberTries } from '../../domain/other-device.ts'

export class GuardOtherDevices1764700000000 implements MigrationInterface {
  readonly name = 'GuardOtherDevices1764700000000'

  async up(runner: QueryRunner): Promise<void> {
    // One for another device is opened once, and its result is had by the number that the wallet shows.
    await runner.query('ALTER TABLE presentations ADD COLUMN opened_at INTEGER')
    await runner.query(`ALTER TABLE presentations ADD COLUMN tries_left INTEGER NOT NULL DEFAULT ${numberTries}`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE presentations DROP COLUMN tries_left')
    await runner.query('ALTER TABLE presentations DROP COLUMN opened_at')
  }
}
