import { epochSeconds, seconds, type EpochSeconds, type Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan, type Fact } from '../kernel/fact.ts'
import { isJsonObject } from '../kernel/json.ts'
import { changedOf } from '../ledger/erc1056.ts'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from '../ledger/ledger-reader.ts'
import { blockOf } from '../ledger/questions.ts'
import type { KeptFacts } from '../trust/kept-facts.ts'
import type { DidResolver, ResolvedDid } from './did-resolver.ts'
import { parseEthrDid, type EthrDid } from './ethr-did.ts'
import { describeVersion } from './ethr-version.ts'
import { fetchHistory, fetchTimes, keptForm, parseKept, type EthrHistory } from './fetch-history.ts'

export interface EthrResolverOptions {
  readonly reader: LedgerReader
  readonly registry: string
  readonly chainId: number
  readonly clock: Clock
  /** How long a document is used without asking the ledger again. */
  readonly freshFor: Seconds
  /** How old a document may be when the ledger can't be reached. */
  readonly staleFor: Seconds
  /** Seconds without a new block at most; not said for a ledger that makes blocks only when there is something to write. */
  readonly longestSilence?: number
  readonly kept?: KeptFacts
}

export interface EthrResolver extends DidResolver {
  /** The version that stood at a block, and what ended it; null for a block that isn't there yet. */
  resolveVersion(did: string, block: number): Promise<Fact<ResolvedDid> | null>
}

/** What is known of one identity. */
interface Known {
  readonly did: string
  readonly identity: EthrDid
  readonly history: EthrHistory
  readonly observedAt: EpochSeconds
  /** The registry told of another change since: this isn't used any more, even while the change can't be read. */
  superseded: boolean
  /** The document, for as long as no validity ends in it. */
  current: { readonly fact: Fact<ResolvedDid> | null; readonly from: EpochSeconds; readonly until: number }
}

const mostKnown = 1000
/** In all for one identity, however many round trips. */
const patienceMs = 3000
/** A history is read anew this often though nothing seems changed: a reorganisation can put another change in the same block. */
const rereadAfter = seconds(3600)

/**
 * Resolves did:ethr in two round trips when it is new, whatever the length of its history, and with one call when it is
 * known: `changed` tells whether what is known still stands. What is kept is judged like an answer of the ledger.
 */
export function createEthrResolver(options: EthrResolverOptions): EthrResolver {
  const { reader, registry, clock } = options
  const known = new Map<string, Known>()
  const underWay = new Map<string, Promise<Known>>()

  return {
    resolve: (did) => {
      const found = find(did)
      return found instanceof Promise ? found.then(currentOf) : found === null ? null : currentOf(found)
    },
    resolveVersion: async (did, block) => {
      const finding = find(did)
      if (finding === null || !Number.isSafeInteger(block) || block < 0) return null
      const [found, [at]] = await Promise.all([finding, reader.ask([blockOf(block)])])
      const { identity, history, observedAt } = found
      const version = at === null ? null : describeVersion({ did, ...identity }, history.events, epochSeconds(at.time), block)
      if (version === null) return null
      const times = await fetchTimes(reader, version.blocks.filter((number) => !history.times.has(number)))
      return { value: version.withTimes(new Map([...history.times, ...times])), observedAt, block }
    },
  }

  /** What is known while it is fresh, without a promise; else what the ledger says. */
  function find(did: string): Known | Promise<Known> | null {
    const found = known.get(did) ?? load(did)
    return found !== undefined && !found.superseded && isYoungerThan(found, options.freshFor, clock.now()) ? found : confirm(did)
  }

  /** Asks the ledger, once for any number who want to know; null for what is no identity of this ledger. */
  function confirm(did: string): Promise<Known> | null {
    const found = known.get(did)
    const identity = found?.identity ?? parseEthrDid(did)
    if (identity === null || identity.chainId !== options.chainId) return null
    const started = underWay.get(did) ?? ask(did, identity, found).finally(() => underWay.delete(did))
    underWay.set(did, started)
    return started
  }

  async function ask(did: string, identity: EthrDid, found: Known | undefined): Promise<Known> {
    const now = clock.now()
    const { address } = identity
    try {
      const signal = AbortSignal.timeout(patienceMs)
      const [changed] = await reader.ask([changedOf(registry, address)], signal)
      if (found !== undefined) found.superseded = changed !== found.history.changed
      if (found?.superseded === false && isYoungerThan({ observedAt: found.history.readAt }, rereadAfter, now)) return remember(confirmed(found, now), 'confirm')
      const history = await fetchHistory({ reader, registry, address, changed, seen: found?.history.changed ?? 0, now, longestSilence: options.longestSilence, signal })
      return remember(knownFrom(did, identity, history, now), 'keep')
    } catch (error) {
      const mayFallBack = error instanceof LedgerUnavailable && !(error instanceof LedgerDoubtful) && found?.superseded === false
      if (mayFallBack && isYoungerThan(found, options.staleFor, now)) return found
      throw error
    }
  }

  function knownFrom(did: string, identity: EthrDid, history: EthrHistory, observedAt: EpochSeconds): Known {
    const now = clock.now()
    const version = describeVersion({ did, ...identity }, history.events, now)
    const fact = version === null ? null : { value: version.withTimes(history.times), observedAt, block: history.head }
    return { did, identity, history, observedAt, superseded: false, current: { fact, from: now, until: version?.standsUntil ?? 0 } }
  }

  function currentOf(found: Known): Fact<ResolvedDid> | null {
    const now = clock.now()
    const { fact, from, until } = found.current
    if (now >= from && now <= until) return fact
    // Old facts, but today's date: a key that has expired since is gone.
    found.current = knownFrom(found.did, found.identity, found.history, found.observedAt).current
    return found.current.fact
  }

  function remember(found: Known, how: 'keep' | 'confirm'): Known {
    const { did, history, observedAt } = found
    known.delete(did)
    known.set(did, found)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    if (history.changed > 0) options.kept?.[how](`did ${did}`, () => ({ observedAt, history: keptForm(history) }))
    return found
  }

  function load(did: string): Known | undefined {
    const kept = options.kept?.read(`did ${did}`)
    const identity = isJsonObject(kept) ? parseEthrDid(did) : null
    if (!isJsonObject(kept) || identity === null || typeof kept['observedAt'] !== 'number') return undefined
    const history = parseKept(kept['history'], { registry, address: identity.address })
    if (history === null) return undefined
    const found = knownFrom(did, identity, history, epochSeconds(kept['observedAt']))
    known.set(did, found)
    return found
  }
}

const confirmed = (found: Known, observedAt: EpochSeconds): Known => {
  const { fact } = found.current
  return { ...found, observedAt, superseded: false, current: { ...found.current, fact: fact === null ? null : { ...fact, observedAt } } }
}
