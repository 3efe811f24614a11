import type { KeyCustody } from './key-custody.ts'
import type { CustodyKey } from './key-keeper.ts'
import type { Es256Role } from './key-role.ts'

/** The one key that an owner has in a role here, made on the first call. */
export async function keyMadeOnce(custody: KeyCustody, role: Es256Role, owner: string): Promise<CustodyKey> {
  const held = (await custody.list()).find((key) => key.role === role && key.authority === owner && key.retiredAt === null)
  return held ?? custody.make({ role, authority: owner })
}
