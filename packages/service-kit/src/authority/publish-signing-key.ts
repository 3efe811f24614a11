import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { JoseRole } from '../keys/key-role.ts'
import { publicJwkOf } from '../keys/p256-key.ts'
import { step } from '../system/steps.ts'
import type { PlannedWrite } from './planned-write.ts'
import { heldKeys, nameSigningKey, planPublication, publishedName } from './signing-key.ts'

export interface PublishedKey {
  readonly kid: string
  readonly publicJwk: P256PublicJwk
}

export interface KeyToPublish {
  /** Custody of the service that will sign. */
  readonly owner: IdentityAgent
  /** Id of the authority. */
  readonly authority: string
  readonly did: string
  readonly role: JoseRole
  readonly ledger: NetworkLedger
  /** Makes writes of the identity, by its controller, which the service that signs never sees. */
  readonly write: (writes: readonly PlannedWrite[]) => Promise<void>
}

/**
 * Makes a P-256 key in the custody of the service that will sign, and publishes it. Idempotent, and resumable when cut off
 * between any two steps: what exists is used, the newest of several.
 */
export async function publishSigningKey(wanted: KeyToPublish): Promise<PublishedKey> {
  const { owner, authority, role, did, ledger } = wanted
  for (const { key, kid } of (await heldKeys(owner, wanted)).toReversed()) {
    // One without a name is of a run that was cut off; one whose name is off the ledger was removed.
    if (kid === null) return publishHeldKey(wanted, key)
    if ((await publishedName(ledger, did, key)) === kid) return { kid, publicJwk: publicJwkOf(key.publicKeyHex) }
  }
  return publishHeldKey(wanted, await owner.custody.make({ role, authority }))
}

/** Publishes a key that is in custody, unless it is, and names it there. */
export async function publishHeldKey({ owner, did, role, ledger, write }: KeyToPublish, key: CustodyKey): Promise<PublishedKey> {
  step('signing_key.made')
  await write(await planPublication(ledger, did, { ...key, role }))
  step('signing_key.published')
  const kid = await publishedName(ledger, did, key)
  if (kid === null) throw new Error(`The ledger does not show the ${role} key of ${did}.`)
  await nameSigningKey(owner, did, kid, key)
  step('signing_key.named')
  return { kid, publicJwk: publicJwkOf(key.publicKeyHex) }
}
