import type { MigrationInterface, QueryRunner } from 'typeorm'
import { allowRoles } from './allow-roles.ts'

/** The role that signs ID tokens. */
export class AllowIdTokenRole1765400000000 implements MigrationInterface {
  readonly name = 'AllowIdTokenRole1765400000000'

  up(runner: QueryRunner): Promise<void> {
    return allowRoles(runner, ['controller', 'credential', 'status', 'request', 'gas', 'governor', 'publisher', 'anchor', 'id-token'])
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.')
  }
}
