import type { MigrationInterface, QueryRunner } from 'typeorm'
import { allowRoles } from './allow-roles.ts'

/** The role that anchors where there is no ledger. */
export class AllowAnchorRole1765300000000 implements MigrationInterface {
  readonly name = 'AllowAnchorRole1765300000000'

  up(runner: QueryRunner): Promise<void> {
    return allowRoles(runner, ['controller', 'credential', 'status', 'request', 'gas', 'governor', 'publisher', 'anchor'])
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.')
  }
}
