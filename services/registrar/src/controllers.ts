import { controllerKeys, type ControllerKey, type ControllerKeys } from '@counterfoil/service-kit/authority/controller-keys'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import type { Place } from './place.ts'

/** An authority's controller keys at a place. */
export const keysAt = (place: Place, { id, did }: Pick<NetworkAuthority, 'id' | 'did'>): Promise<ControllerKeys> =>
  controllerKeys(place.identities, { reader: place.reader, ledger: place.network.ledger, authority: id, did })

/** The key by which an authority governs: an owner of the Safe, also while it hands its identity over; null when it doesn't. */
export async function governingKey(place: Place, authority: NetworkAuthority): Promise<ControllerKey | null> {
  const { owners } = await readSafe(place.reader, place.governance.safe)
  const { owner, used, former } = await keysAt(place, authority)
  return [owner, used, ...former].find((one) => one !== null && owners.includes(one.address)) ?? null
}
