import { Fault } from '../domain/fault.ts'
import { keysOfOffer, type PendingOffer } from '../domain/pending-offer.ts'
import { personOf } from '../domain/person.ts'
import type { World } from '../ports.ts'
import { collectCredential } from './accept-credential.ts'
import { collectEach, type Finished } from './collect-each.ts'
import { keepUnconfirmed } from './confirm-credential.ts'
import { forgetOffer, orForget } from './forget-offer.ts'
import { typesOf, type ReceivedOffer } from './receive-offer.ts'

/**
 * Collects everything of a redeemed offer, and keeps it until the citizen has looked at it. After a Fault `not_reachable` it may be asked for again.
 * @see collectCredential
 */
export const collectOffer =
  (world: Pick<World, 'trust' | 'now' | 'vault' | 'keys' | 'oneAtATime'>) =>
  async (received: ReceivedOffer, pending: PendingOffer): Promise<Finished> => {
    const { others = [], tokens } = pending
    if (others.length === 0) return { ids: [await keepUnconfirmed(world)(await collectCredential(world)(received, pending))], fault: null, missing: [] }
    return world.oneAtATime(received.id, async () => {
      if (tokens === null || (await world.vault.pendingOffer(pending.id)) === null) throw new Fault('offer_gone')
      const types = new Map(typesOf(received).map((type) => [type.configurationId, type]))
      const receive = async (configurationId: string): Promise<ReceivedOffer> => types.get(configurationId) ?? Promise.reject(new Fault('offer_not_usable'))
      const wanted = keysOfOffer(pending).map((one, place) => ({ configurationId: received.configurationId, ...others[place - 1], ...one }))
      const finished = await orForget(world, pending, collectEach(world, wanted, { tokens, boundTo: null, person: personOf(pending), begun: { offer: pending.id }, receive }))
      if (finished.fault !== null) await forgetOffer(world, pending)
      return finished
    })
  }
