import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import { listSink } from '@counterfoil/service-kit/signed-list/list-sink'
import { publisherChain } from '@counterfoil/service-kit/signed-list/publisher-chain'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { ListNetwork } from '@counterfoil/shared/network/network'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import type { Authority } from '../domain/authority.ts'
import type { Anchoring, AnchorsOptions } from './anchors.ts'

/** Nobody waits for an anchor. */
const looksEvery = seconds(5)

/** An authority's way to a list: a chain of its anchoring key's own at the publisher; what it lacks, in words, without one. */
export async function listAnchoring({ database, keys, clock, logger }: AnchorsOptions, authority: Authority, { trust }: Pick<ListNetwork, 'trust'>): Promise<Anchoring | { readonly missing: string }> {
  const key = await keys.anchorKey(authority.id)
  if (key === null) return { missing: 'anchoring key' }
  const sink = listSink({ database, clock, log: authority.id, did: authority.did, network: trust.consortium, key, thumbprint: thumbprintOf(key.publicJwk), chain: publisherChain(trust.url) })
  let isAway = false
  const turn = async (): Promise<void> => {
    try {
      await sink.turn()
      isAway = false
    } catch (error) {
      if (!isAway) logger.warn({ authority: authority.id, err: error }, 'not anchored yet')
      isAway = true
    }
  }
  const looking = startSweep(looksEvery, turn, logger)
  return { sink, turn, stop: async () => looking.stop() }
}
