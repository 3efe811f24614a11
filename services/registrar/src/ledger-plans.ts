import { actForIdentity } from '@counterfoil/service-kit/authority/act-for-identity'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { consortiumCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import type { SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { keysAt } from './controllers.ts'
import type { Place } from './place.ts'
import { byDecision, type Plan } from './plan.ts'

export const byConsortium = (place: Place, writes: readonly PlannedWrite[], more: { readonly words: readonly string[]; readonly calls: readonly SafeCall[] } = { words: [], calls: [] }): Plan =>
  byDecision([...writes.map(({ words }) => words), ...more.words], [...consortiumCalls(place.network.ledger, writes), ...more.calls])

/** Writes of an authority's own identity: signed by its controller, paid by the place's gas account. */
export const writesOf =
  (place: Place, authority: Pick<NetworkAuthority, 'id' | 'did'>, { actor, reason }: { readonly actor: string; readonly reason: string }) =>
  async (writes: readonly PlannedWrite[]): Promise<void> => {
    // The owner, though a hand-over that was cut off may have left another in use.
    const { owner, used } = await keysAt(place, authority)
    const controller = await place.identities.custody.ethereumSigner((owner ?? used).key.id, 'controller')
    await actForIdentity({ reader: place.reader, sender: place.outbox, ledger: place.network.ledger, controller, actor, reason }, authority.did, writes)
  }
