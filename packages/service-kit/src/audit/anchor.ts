import { encodeBytes32String } from 'ethers'
import { readHistory } from '@counterfoil/shared/did/ethr-history'
import { changedOf, eventsOf } from '@counterfoil/shared/ledger/erc1056'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { blockOf, type LedgerLog } from '@counterfoil/shared/ledger/questions'
import type { ChainHead } from './chained-entry.ts'

/** A digest with its number as it stands on the ledger, or on a list. */
export interface Anchor extends ChainHead {
  readonly on: 'ledger' | 'list'
  /** Where it stands there: `block 112`. */
  readonly spot: string
}

// None of the names that resolvers know, so that no anchor shows up in a DID document.
/** What may be anchored: the head of an audit log, and the digest of an authority's status lists. */
export const anchorNames = { auditHead: 'counterfoil/audit-head', statusLists: 'counterfoil/status-lists' } as const
export type AnchorName = (typeof anchorNames)[keyof typeof anchorNames]

/** Name of the attribute that holds an anchor. @see ERC-1056 */
export const attributeNameOf = (name: AnchorName): string => encodeBytes32String(name)

/** 32 bytes of hash and 8 of number, 0x-prefixed. */
export const anchorValue = ({ number, hash }: ChainHead): string => `0x${Buffer.from(hash).toString('hex')}${number.toString(16).padStart(16, '0')}`

/** Reads what `anchorValue` writes, from hexadecimal without a prefix; null for anything else. */
export function parseAnchorValue(value: string): ChainHead | null {
  if (!/^[0-9a-f]{80}$/.test(value)) return null
  const bytes = Buffer.from(value, 'hex')
  const number = Number(bytes.readBigUInt64BE(32))
  return Number.isSafeInteger(number) ? { hash: bytes.subarray(0, 32), number } : null
}

/** Every anchor of a name that an anchoring identity ever wrote, by number. Throws `LedgerUnavailable`, and `LedgerDoubtful` when one is left out. */
export async function readAnchors(reader: LedgerReader, registry: string, identity: string, name: AnchorName): Promise<readonly Anchor[]> {
  const [changed] = await reader.ask([changedOf(registry, identity)])
  const logs = await logsInPages(reader, registry, identity, changed)
  const anchors = readHistory(logs, { registry, address: identity, changed }).flatMap((event): Anchor[] => {
    const head = event.kind === 'attribute' && event.name === name ? parseAnchorValue(event.value) : null
    return head === null ? [] : [{ ...head, on: 'ledger', spot: `block ${event.blockNumber}` }]
  })
  return anchors.toSorted((one, other) => one.number - other.number)
}

const largestPage = 100_000
const smallestPage = 100

/** All events up to a block, in pages that become smaller where a node refuses a large one: most limit what they answer at once. */
async function logsInPages(reader: LedgerReader, registry: string, identity: string, newest: number): Promise<readonly LedgerLog[]> {
  const logs: LedgerLog[] = []
  let size = largestPage
  // The first block has no event; an identity without any has its newest change there.
  let first = 1
  while (first <= newest) {
    const last = Math.min(newest, first + size - 1)
    try {
      const [page] = await reader.ask([eventsOf(registry, identity, last, first)])
      logs.push(...page)
      first = last + 1
    } catch (error) {
      if (!(error instanceof LedgerUnavailable) || error instanceof LedgerDoubtful || size <= smallestPage) throw error
      // One that can't be reached at all says so to the smallest question.
      await reader.ask([blockOf('latest')])
      size = Math.max(smallestPage, Math.floor(size / 10))
    }
  }
  return logs
}
