import { seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { nodesOf, type NetworkLedger } from '../network/network.ts'
import { agreeingNodes } from './agreeing-nodes.ts'
import { checkedLedger } from './checked-ledger.ts'
import { firstNode } from './first-node.ts'
import { jsonRpcLedger } from './json-rpc-ledger.ts'
import type { LedgerReader } from './ledger-reader.ts'
import { livelyNode } from './lively-node.ts'
import { restingLedger } from './resting-ledger.ts'

export interface NetworkLedgerOptions {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly onDisagreement?: () => void
}

/** A node that hangs must leave time for the next one. */
const patienceForEach = 1000

/**
 * The network's ledger by its nodes, each of which must have shown that it is of this ledger: the first that answers is
 * believed, or what as many as the network asks for agree on.
 */
export function networkLedger(ledger: Omit<NetworkLedger, 'consortium'>, { fetch, clock, onDisagreement }: NetworkLedgerOptions): LedgerReader {
  const urls = nodesOf(ledger)
  const isAlone = urls.length === 1
  const { longestSilence, readQuorum: needed = 1 } = ledger
  const nodes = urls.map((rpcUrl) => {
    const node = checkedLedger(jsonRpcLedger({ rpcUrl, fetch, ...(isAlone ? {} : { timeoutMs: patienceForEach }) }), ledger, clock)
    if (isAlone) return node
    const resting = restingLedger(node, clock, { slowerThanMs: patienceForEach / 2 })
    return longestSilence === undefined ? resting : livelyNode(resting, seconds(longestSilence), clock)
  })
  return needed > 1 ? agreeingNodes(nodes, { needed, ...(onDisagreement === undefined ? {} : { onDisagreement }) }) : firstNode(nodes)
}
