import type { EpochSeconds, Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { addressTopic, changedInput, decodeEvent, decodeNumber, type RegistryEvent } from '../ledger/erc1056.ts'
import { LedgerUnavailable, type LedgerReader } from '../ledger/ledger-reader.ts'
import { buildEthrDocument } from './build-ethr-document.ts'
import type { DidDocument } from './did-document.ts'
import { parseEthrDid, type EthrDid } from './ethr-did.ts'

/** A DID document and when the ledger last confirmed it. */
export interface ResolvedDid {
  readonly document: DidDocument
  readonly deactivated: boolean
  /** Block of the last change: with the DID it names this version of the document. */
  readonly version: string
  readonly confirmedAt: EpochSeconds
}

export interface DidResolver {
  /** Null for a DID that isn't of this ledger. Throws `LedgerUnavailable` when nothing fresh enough is known. */
  resolve(did: string): ResolvedDid | null | Promise<ResolvedDid | null>
}

interface Known {
  readonly events: readonly RegistryEvent[]
  readonly changed: bigint
  readonly confirmedAt: EpochSeconds
  resolved: ResolvedDid
}

export interface DidResolverOptions {
  readonly reader: LedgerReader
  readonly registry: string
  readonly chainId: number
  readonly clock: Clock
  /** How long a document is used without asking the ledger again. */
  readonly freshFor: Seconds
  /** How old a document may be when the ledger can't be reached. */
  readonly staleFor: Seconds
}

const mostKnown = 1000

/**
 * Resolves did:ethr with two reads when it is new and one when it is known: `changed` tells whether what is known still
 * stands, and one query brings all events whatever their number.
 */
export function createDidResolver(options: DidResolverOptions): DidResolver {
  const known = new Map<string, Known>()
  const underWay = new Map<string, Promise<ResolvedDid>>()
  return {
    resolve: (did) => {
      const identity = parseEthrDid(did)
      if (identity === null || identity.chainId !== options.chainId) return null
      const cached = known.get(did)
      const age = cached === undefined ? Number.POSITIVE_INFINITY : options.clock.now() - cached.confirmedAt
      if (cached !== undefined && age < options.freshFor) return cached.resolved
      const started = underWay.get(did) ?? refresh(did, identity, cached).finally(() => underWay.delete(did))
      underWay.set(did, started)
      return started
    },
  }

  async function refresh(did: string, identity: EthrDid, cached: Known | undefined): Promise<ResolvedDid> {
    const now = options.clock.now()
    try {
      const changed = decodeNumber(await options.reader.call(options.registry, changedInput(identity.address)))
      // A node that lags behind would bring back what was revoked.
      if (cached !== undefined && changed < cached.changed) throw new LedgerUnavailable('an older state than one already seen')
      const events = cached?.changed === changed ? cached.events : await readEvents(options, identity.address, changed)
      const built = buildEthrDocument({ did, ...identity }, events, now)
      const resolved = { ...built, version: `${changed}`, confirmedAt: now }
      if (known.size >= mostKnown) known.clear()
      known.set(did, { events, changed, confirmedAt: now, resolved })
      return resolved
    } catch (error) {
      if (error instanceof LedgerUnavailable && cached !== undefined && now - cached.confirmedAt < options.staleFor) {
        // Old facts, but today's date: a key that has expired since is gone.
        return { ...cached.resolved, ...buildEthrDocument({ did, ...identity }, cached.events, now) }
      }
      throw error
    }
  }
}

async function readEvents({ reader, registry }: DidResolverOptions, address: string, changed: bigint): Promise<readonly RegistryEvent[]> {
  if (changed === 0n) return []
  const logs = await reader.logs({ address: registry, topics: [null, addressTopic(address)] })
  const events = logs.flatMap((log) => decodeEvent(log) ?? [])
  events.sort((one, other) => one.blockNumber - other.blockNumber || one.logIndex - other.logIndex)
  // A node that leaves the newest event out would revive a revoked key.
  if (!logs.some((log) => BigInt(log.blockNumber) >= changed)) throw new LedgerUnavailable('events are missing')
  return events
}
