import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { ConfigurationError } from './read-env.ts'
import { listOf, wholeNumber } from './settings.ts'

const isNode = (value: string): boolean => /^https?:$/.test(URL.parse(value)?.protocol ?? '')

/** By which nodes a program reaches the ledger; what it is, and who is on it, stands in the network file. */
export const ledgerNodeSettings = {
  LEDGER_RPC_URL: listOf(isNode, 'http(s) addresses', { meaning: 'Nodes of the ledger, the authority\'s own first; those of the network file without it', example: 'http://besu.aldermoor.example:8545,https://besu.brackenfield.example', default: '' }),
  LEDGER_READ_QUORUM: wholeNumber({ meaning: 'How many of those nodes must say the same before it is believed; with 1 the first that answers', example: '2', default: 1, least: 1, most: 20 }),
}

interface GivenNodes {
  readonly LEDGER_RPC_URL: readonly string[]
  readonly LEDGER_READ_QUORUM: number
}

/** The network by the nodes that this program was told; one without a ledger as it is. Throws a `ConfigurationError` for more agreement than there are nodes. */
export function throughNodes(network: AnyNetwork, { LEDGER_RPC_URL: [first, ...others], LEDGER_READ_QUORUM: readQuorum }: GivenNodes): AnyNetwork {
  if (network.ledger === undefined) return network
  const { ledger } = network
  const nodes = first === undefined ? {} : { rpcUrl: first, otherRpcUrls: others }
  const told = { ...ledger, ...nodes, ...(readQuorum === 1 ? {} : { readQuorum }) }
  if ((told.readQuorum ?? 1) > 1 + (told.otherRpcUrls?.length ?? 0)) throw new ConfigurationError('LEDGER_READ_QUORUM: is more than there are nodes in LEDGER_RPC_URL')
  return { ...network, ledger: told }
}
