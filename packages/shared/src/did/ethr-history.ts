import { addressTopic } from '../ledger/erc1056.ts'
import { LedgerDoubtful } from '../ledger/ledger-reader.ts'
import type { LedgerLog } from '../ledger/questions.ts'
import { decodeEvents, type RegistryEvent } from '../ledger/registry-event.ts'

export interface ExpectedHistory {
  readonly registry: string
  readonly address: string
  /** Block of the newest change, as the registry itself tells. */
  readonly changed: number
}

/**
 * The events of an identity in their order (block, place in the block), after making sure that none is missing: each
 * names the block of the one before it, and the newest is where the registry says. A node can't leave one out, except
 * between two of the same block; that would take the block's receipts to find out. Throws `LedgerDoubtful`.
 * @see did:ethr method specification, "Enumerating contract events to build the DID document"
 */
export function readHistory(logs: readonly LedgerLog[], { registry, address, changed }: ExpectedHistory): readonly RegistryEvent[] {
  const [contract, topic] = [registry.toLowerCase(), addressTopic(address)]
  for (const log of logs) {
    if (log.address !== contract && log.address.toLowerCase() !== contract) throw new LedgerDoubtful('an event of another contract')
    if (log.topics.length !== 2 || (log.topics[1] !== topic && log.topics[1]?.toLowerCase() !== topic)) throw new LedgerDoubtful('an event of another identity')
  }
  const events = decodeEvents(logs).sort((one, other) => one.blockNumber - other.blockNumber || one.logIndex - other.logIndex)
  let before = { blockNumber: 0, logIndex: -1 }
  for (const event of events) {
    if (event.blockNumber === before.blockNumber && event.logIndex === before.logIndex) throw new LedgerDoubtful('one event twice')
    if (event.previousChange !== before.blockNumber) throw new LedgerDoubtful('an event is missing')
    before = event
  }
  if (before.blockNumber !== changed) throw new LedgerDoubtful('the newest event is missing')
  return events
}
