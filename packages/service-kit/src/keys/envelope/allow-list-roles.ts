import type { MigrationInterface, QueryRunner } from 'typeorm'
import { allowRoles } from './allow-roles.ts'

/** Roles of a network without a ledger: one signs entries of the consortium's list, one its heads. */
export class AllowListRoles1765200000000 implements MigrationInterface {
  readonly name = 'AllowListRoles1765200000000'

  up(runner: QueryRunner): Promise<void> {
    return allowRoles(runner, ['controller', 'credential', 'status', 'request', 'gas', 'governor', 'publisher'])
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.')
  }
}
