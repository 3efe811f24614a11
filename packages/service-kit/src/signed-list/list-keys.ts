import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { didOf } from '@counterfoil/shared/did/ethr-did'
import { nameSigningKey } from '../authority/signing-key.ts'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import type { Es256Key, KeyCustody } from '../keys/key-custody.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { Es256Role, JoseRole, ListRole } from '../keys/key-role.ts'
import { publicJwkOf } from '../keys/p256-key.ts'
import type { CouncilDocument } from './council-document.ts'

/** The one key that an authority has in a role here, made on the first call. */
async function keyOf(custody: KeyCustody, role: Es256Role, authority: string): Promise<CustodyKey> {
  const held = (await custody.list()).find((key) => key.role === role && key.authority === authority && key.retiredAt === null)
  return held ?? custody.make({ role, authority })
}

/** Opens the key with which an authority governs the list, or its publisher tells its head; made on the first call. */
export async function listKey<Role extends ListRole>(custody: KeyCustody, role: Role, authority: string): Promise<Es256Key<Role>> {
  const { id } = await keyOf(custody, role, authority)
  return custody.es256(id, role)
}

/**
 * Makes a signing key in the custody of the service that will sign, and publishes it in its authority's DID document.
 * Idempotent, and resumable when cut off between any two steps: what exists is used.
 */
export async function publishKeyInDocument(owner: IdentityAgent, { authority, document, role }: { readonly authority: string; readonly document: CouncilDocument; readonly role: JoseRole }): Promise<{ readonly kid: string; readonly publicJwk: P256PublicJwk }> {
  const key = await keyOf(owner.custody, role, authority)
  const publicJwk = publicJwkOf(key.publicKeyHex)
  const kid = document.publish(role, publicJwk)
  await nameSigningKey(owner, didOf(kid), kid, key)
  return { kid, publicJwk }
}
