import { step } from '@counterfoil/service-kit/system/steps'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { byItself, nothingToDo, type Plan } from '../plan.ts'
import { governorKeys, type GovernorKey, type GovernorKeys } from './list-controllers.ts'
import type { ListPlace } from './list-place.ts'
import { appendOwn } from './list-writes.ts'

/**
 * What handing an authority over to a new key would do now. One entry, by the old key alone, moves the identity and its seat:
 * from the next entry on the old key signs for nobody. Then it is retired. Refuses `conflict` for an identity whose key is elsewhere.
 */
export async function planListHandOver(place: ListPlace, authority: NetworkAuthority, { from }: { readonly from: string | null }): Promise<Plan<never>> {
  const { state } = await place.entries.judged()
  const keys = await governorKeys(place, state, authority)
  const { controller, former } = keys
  if (controller === null) throw new Refusal('conflict', { detail: `the controller key of ${authority.id} is not here` })
  if (former.length > 0) return byItself(former.map(({ thumbprint }) => `Retire the controller key ${thumbprint}: it controls nothing any more`), () => retire(place, former))
  if (from !== null && from !== controller.thumbprint) return nothingToDo(`${from} does not control ${authority.name.en}: ${controller.thumbprint} does.`)
  const governs = state.government?.governors.some(({ did }) => did === authority.did) ?? false
  return planBeginning(place, authority, keys, { controller, governs })
}

function planBeginning(place: ListPlace, authority: NetworkAuthority, { begun }: GovernorKeys, { controller, governs }: { readonly controller: GovernorKey; readonly governs: boolean }): Plan<never> {
  const { id, did, name } = authority
  const words = [
    `Make a new controller key of ${name.en} and hand ${did} over to it`,
    `From then on ${controller.thumbprint} changes nothing of it${governs ? '; the new key governs in its place' : ''}`,
  ]
  return byItself(words, async (actor) => {
    const key = begun?.key ?? (await place.identities.custody.make({ role: 'governor', authority: id }))
    step('controller_key.made')
    await appendOwn(place, authority, [{ kind: 'control', did, jwk: publicJwkOf(key.publicKeyHex) }], { actor, reason: 'identity.hand_over' })
    step('controller_key.owns')
  })
}

async function retire({ identities }: ListPlace, former: readonly GovernorKey[]): Promise<void> {
  for (const { key } of former) await identities.custody.retire(key.id)
}
