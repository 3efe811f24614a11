import { plus } from '@counterfoil/shared/kernel/branded'
import type { PublishedKey } from '../authority/publish-signing-key.ts'
import { nameSigningKey, publishedFor } from '../authority/signing-key.ts'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import type { Es256Key, KeyCustody } from '../keys/key-custody.ts'
import { keyMadeOnce } from '../keys/key-made-once.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { JoseRole, ListRole } from '../keys/key-role.ts'
import { publicJwkOf } from '../keys/p256-key.ts'
import { step } from '../system/steps.ts'
import { systemClock } from '../system/system-clock.ts'
import { kidIn, type CouncilDocument } from './council-document.ts'

/** Opens the key with which an authority governs the list, or its publisher tells its head; made on the first call. */
export async function listKey<Role extends ListRole>(custody: KeyCustody, role: Role, authority: string): Promise<Es256Key<Role>> {
  const { id } = await keyMadeOnce(custody, role, authority)
  return custody.es256(id, role)
}

/**
 * Makes a signing key in the custody of the service that will sign, and publishes it in its authority's DID document.
 * Idempotent, and resumable when cut off between any two steps: what exists is used.
 */
export async function publishKeyInDocument(owner: IdentityAgent, { authority, document, role, write = async (_, work) => work() }: { readonly authority: string; readonly document: CouncilDocument; readonly role: JoseRole; readonly write?: KeyForDocument['write'] }): Promise<PublishedKey> {
  return publishHeldInDocument({ owner, document, role, write }, await keyMadeOnce(owner.custody, role, authority))
}

export interface KeyForDocument {
  /** Custody of the service that will sign. */
  readonly owner: IdentityAgent
  readonly document: CouncilDocument
  readonly role: JoseRole
  /** Makes the write, which publishes the key of this name, known to whoever keeps account of it. */
  readonly write: (kid: string, work: () => void) => Promise<void>
}

/** Publishes a key that is in custody, unless it is, and names it there. */
export async function publishHeldInDocument({ owner, document, role, write }: KeyForDocument, key: CustodyKey): Promise<PublishedKey> {
  step('signing_key.made')
  const publicJwk = publicJwkOf(key.publicKeyHex)
  const kid = kidIn(document.did, publicJwk)
  if (document.read()?.verificationMethod.some(({ id }) => id === kid) !== true) await write(kid, () => void document.publish(role, publicJwk, plus(systemClock.now(), publishedFor)))
  step('signing_key.published')
  await nameSigningKey(owner, document.did, kid, key)
  step('signing_key.named')
  return { kid, publicJwk }
}
