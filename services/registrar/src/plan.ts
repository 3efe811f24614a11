import { actForIdentity } from '@counterfoil/service-kit/authority/act-for-identity'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { consortiumCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import type { SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { keysAt } from './controllers.ts'
import type { Place } from './place.ts'

/**
 * What a command would write. Where both have a part, the consortium's comes first: an authority's own is planned when that
 * is done, so that a command given again goes on where it was cut off.
 */
export interface Plan {
  /** One line for each thing; none when there is nothing to do. */
  readonly words: readonly string[]
  /** What the consortium has to decide, as calls of its Safe. */
  readonly consortium: readonly SafeCall[]
  /** Does what the authority does by itself. `actor` is who asked for it. */
  readonly own: (actor: string) => Promise<void>
  /** Why there is nothing to do, where it is not that the ledger says so already. */
  readonly note?: string
}

const nothing = async (): Promise<void> => {}

export const nothingToDo = (note?: string): Plan => ({ words: [], consortium: [], own: nothing, ...(note === undefined ? {} : { note }) })

export const byConsortium = (place: Place, writes: readonly PlannedWrite[], more: { readonly words: readonly string[]; readonly calls: readonly SafeCall[] } = { words: [], calls: [] }): Plan => ({
  words: [...writes.map(({ words }) => words), ...more.words],
  consortium: [...consortiumCalls(place.network.ledger, writes), ...more.calls],
  own: nothing,
})

export const byItself = (words: readonly string[], own: Plan['own']): Plan => ({ words, consortium: [], own })

/** Writes of an authority's own identity: signed by its controller, paid by the place's gas account. */
export const writesOf =
  (place: Place, authority: Pick<NetworkAuthority, 'id' | 'did'>, { actor, reason }: { readonly actor: string; readonly reason: string }) =>
  async (writes: readonly PlannedWrite[]): Promise<void> => {
    // The owner, though a hand-over that was cut off may have left another in use.
    const { owner, used } = await keysAt(place, authority)
    const controller = await place.identities.custody.ethereumSigner((owner ?? used).key.id, 'controller')
    await actForIdentity({ reader: place.reader, sender: place.outbox, ledger: place.network.ledger, controller, actor, reason }, authority.did, writes)
  }

/** Several plans of authorities' own as one. */
export const together = (plans: readonly Plan[]): Plan =>
  byItself(
    plans.flatMap(({ words }) => words),
    async (actor) => {
      for (const { own } of plans) await own(actor)
    },
  )
