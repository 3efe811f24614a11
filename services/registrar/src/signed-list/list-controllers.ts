import type { Es256Key } from '@counterfoil/service-kit/keys/key-custody'
import type { CustodyKey } from '@counterfoil/service-kit/keys/key-keeper'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import type { Named } from '../signing-keys.ts'
import type { ListPlace } from './list-place.ts'

/** A key in custody that signs, signed or will sign for an authority. */
export interface GovernorKey {
  readonly key: CustodyKey
  readonly thumbprint: string
}

/** An authority's governor keys that are not retired, by what the list makes of them. */
export interface GovernorKeys {
  /** The one that signs for it by the list; null when that is not here, or the list doesn't know the authority yet. */
  readonly controller: GovernorKey | null
  /** Made to take over, or before the list knew the authority. */
  readonly begun: GovernorKey | null
  /** Signed for it before. */
  readonly former: readonly GovernorKey[]
}

/** Reads an authority's keys from custody and judges them by the list. */
export async function governorKeys({ identities }: Pick<ListPlace, 'identities'>, { controllers, formerKeys }: ListState, { id, did }: Named): Promise<GovernorKeys> {
  const held = (await identities.custody.list())
    .filter((key) => key.role === 'governor' && key.authority === id && key.retiredAt === null)
    .map((key): GovernorKey => ({ key, thumbprint: thumbprintOf(publicJwkOf(key.publicKeyHex)) }))
  const known = controllers.get(did)
  const controller = held.find(({ thumbprint }) => known !== undefined && thumbprint === thumbprintOf(known)) ?? null
  const former = held.filter(({ thumbprint }) => formerKeys.has(thumbprint))
  return { controller, former, begun: held.find((one) => one !== controller && !former.includes(one)) ?? null }
}

/** The key that signs for an authority: by the list or, before the list knows it, the one that was made. Refuses `conflict` when it is not here. */
export async function signerFor(place: ListPlace, state: ListState, authority: Named): Promise<Es256Key<'governor'>> {
  const { controller, begun, former } = await governorKeys(place, state, authority)
  // One of somebody who left signs all the same: it counts for nothing, as the standing says.
  const used = controller ?? (state.controllers.has(authority.did) ? null : (begun ?? former.at(-1) ?? null))
  if (used === null) throw new Refusal('conflict', { detail: `the key that signs for ${authority.id} is not here` })
  return place.identities.custody.es256(used.key.id, 'governor')
}
