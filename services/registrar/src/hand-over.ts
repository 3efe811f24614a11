import { computeAddress } from 'ethers'
import { actForIdentity } from '@counterfoil/service-kit/authority/act-for-identity'
import { useControllerKey, type ControllerKey, type ControllerKeys } from '@counterfoil/service-kit/authority/controller-keys'
import { swapOwner } from '@counterfoil/service-kit/governance/owner-changes'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { step } from '@counterfoil/service-kit/system/steps'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { keysAt } from './controllers.ts'
import { byConsortium } from './ledger-plans.ts'
import type { Place } from './place.ts'
import { byItself, nothingToDo, type Plan } from './plan.ts'

/**
 * What handing an authority over to a new controller key would do now. The authority's own part comes first, for a key that
 * is in wrong hands must lose the identity before anybody meets; then the consortium takes the new key for the old one, and
 * the old one is retired. Refuses `conflict` for an identity whose key is elsewhere.
 */
export async function planHandOver(place: Place, authority: NetworkAuthority, { from }: { readonly from: string | null }): Promise<Plan> {
  const keys = await keysAt(place, authority)
  const { owner, used, former } = keys
  if (owner === null) throw new Refusal('conflict', { detail: `the controller key of ${authority.id} is not here` })
  if (owner.address !== used.address) return byItself([`Sign for ${authority.name.en} with its new controller key ${owner.address}`], () => useControllerKey(place.identities, authority.did, owner))
  const state = await readSafe(place.reader, place.governance.safe)
  const governs = former.find(({ address }) => state.owners.includes(address))
  if (governs !== undefined) {
    const words = `Let ${authority.name.en} govern with its new controller key ${owner.address} in the place of ${governs.address}`
    return byConsortium(place, [], { words: [words], calls: [swapOwner(place.governance.safe, state, { from: governs.address, to: owner.address })] })
  }
  if (former.length > 0) return byItself(former.map(({ address }) => `Retire the controller key ${address}: it controls nothing any more`), () => retire(place, former))
  if (from !== null && from.toLowerCase() !== owner.address.toLowerCase()) return nothingToDo(`${from} does not control ${authority.name.en}: ${owner.address} does.`)
  return planBeginning(place, authority, keys, state.owners.includes(owner.address))
}

function planBeginning(place: Place, authority: NetworkAuthority, { used, begun }: ControllerKeys, governs: boolean): Plan {
  const { id, did, name } = authority
  const words = [
    `Make a new controller key of ${name.en} and hand ${did} over to it`,
    `From then on ${used.address} changes nothing of it${governs ? '; the consortium has to take the new key for it next' : ''}`,
  ]
  return byItself(words, async (actor) => {
    const key = begun?.key ?? (await place.identities.custody.make({ role: 'controller', authority: id }))
    step('controller_key.made')
    const next: ControllerKey = { key, address: computeAddress(`0x${key.publicKeyHex}`) }
    const controller = await place.identities.custody.ethereumSigner(used.key.id, 'controller')
    const { ledger } = place.network
    const change = { method: 'changeOwner', owner: next.address } as const
    await actForIdentity({ reader: place.reader, sender: place.outbox, ledger, controller, actor, reason: 'identity.hand_over' }, did, [{ words: words.join('; '), change }])
    step('controller_key.owns')
    await useControllerKey(place.identities, did, next)
    step('controller_key.used')
  })
}

async function retire(place: Place, former: readonly ControllerKey[]): Promise<void> {
  for (const { key } of former) await place.identities.custody.retire(key.id)
}
