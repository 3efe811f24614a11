import { isListNetwork, type AnyNetwork, type ListNetwork, type Network } from '@counterfoil/shared/network/network'
import { readNetwork } from '../config/read-files.ts'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import { readAnchors, type Anchor, type AnchorName } from './anchor.ts'
import { fetchPublished } from './fetch-lists.ts'
import { listInFolder, publishedList, readListAnchors } from './list-anchors.ts'

/** A network with what was anchored on it. */
export interface Anchored {
  readonly on: 'ledger' | 'list'
  readonly network: AnyNetwork
  /** Of whoever has a log. Throws with one sentence for nobody. */
  didOf(log: string): string
  /** Of a log, or of the lists of whose log it is, by number. */
  anchors(log: string, name: AnchorName): Promise<readonly Anchor[]>
}

/** Opens what is anchored on the network of a file; `listFolder` has copies of a signed list. */
export const openAnchored = (networkFile: string, listFolder: string | undefined): Anchored => anchoredOn(readNetwork(networkFile), listFolder)

/** What is anchored on a network. */
export const anchoredOn = (network: AnyNetwork, listFolder?: string): Anchored => (isListNetwork(network) ? onList(network, listFolder) : onLedger(network))

const authorityOf = ({ authorities }: AnyNetwork, log: string) => {
  const authority = authorities.find(({ id }) => id === log)
  if (authority === undefined) throw new Error(`${log} is no authority of this network.`)
  return authority
}

/** An authority's anchors are its gas account's, the consortium's those of the account that pays for its writes. */
function onLedger(network: Network): Anchored {
  const { ledger, governance } = network
  return {
    on: 'ledger',
    network,
    didOf: (log) => (log === consortiumLog ? ledger.consortium : authorityOf(network, log).did),
    anchors: async (log, name) => {
      const { gasAccount } = log === consortiumLog ? (governance ?? {}) : authorityOf(network, log)
      if (gasAccount === undefined) throw new Error(`The network file names no account that anchors for ${log}: it was made before there were anchors, and nothing of ${log} stands on the ledger.`)
      return readAnchors(createLedgerReader(ledger), ledger.registry, gasAccount, name)
    },
  }
}

function onList(network: ListNetwork, folder: string | undefined): Anchored {
  const { trust } = network
  const source = folder === undefined ? publishedList(trust, fetchPublished) : listInFolder(folder, trust)
  const didOf = (log: string): string => (log === consortiumLog ? trust.consortium : authorityOf(network, log).did)
  return { on: 'list', network, didOf, anchors: (log, name) => readListAnchors(source, trust, didOf(log), name) }
}
