import { encodeBytes32String } from 'ethers'
import { decodeEvent, eventsOf } from '@counterfoil/shared/ledger/erc1056'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { ChainHead } from './chained-entry.ts'

/** The head of an audit log as it stands on the ledger. */
export interface Anchor extends ChainHead {
  readonly block: number
}

// Not one of the names that resolvers know, so that it shows up in no DID document.
const nameText = 'counterfoil/audit-head'
/** Name of the attribute that holds a head. @see ERC-1056 */
export const anchorName = encodeBytes32String(nameText)

/** 32 bytes of hash and 8 of number, 0x-prefixed. */
export const anchorValue = ({ number, hash }: ChainHead): string => `0x${Buffer.from(hash).toString('hex')}${number.toString(16).padStart(16, '0')}`

/** Every head that an anchoring identity ever wrote, by number. Throws `LedgerUnavailable`. */
export async function readAnchors(reader: LedgerReader, registry: string, identity: string): Promise<readonly Anchor[]> {
  const [logs] = await reader.ask([eventsOf(registry, identity, 'latest')])
  const anchors = logs.map(decodeEvent).flatMap((event): Anchor[] => {
    if (event.kind !== 'attribute' || event.name !== nameText || event.value.length !== 80) return []
    const bytes = Buffer.from(event.value, 'hex')
    return [{ hash: bytes.subarray(0, 32), number: Number(bytes.readBigUInt64BE(32)), block: event.blockNumber }]
  })
  return anchors.toSorted((one, other) => one.number - other.number)
}
