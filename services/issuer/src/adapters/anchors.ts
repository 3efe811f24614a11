import { anchorOnSchedule, type AnchorOptions, type AnchorSink } from '@counterfoil/service-kit/audit/anchor-on-schedule'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import type { Authority } from '../domain/authority.ts'
import { tickAt } from '../domain/publishing-clock.ts'
import { ledgerAnchoring } from './ledger-anchoring.ts'
import { listAnchoring } from './list-anchoring.ts'
import { stateLists } from './list-statements.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface AnchorsOptions {
  readonly database: Database
  readonly keys: Pick<SigningKeys, 'gasSigner' | 'anchorKey'>
  readonly network: AnyNetwork
  /** The authorities that issue here. */
  readonly authorities: ReadonlyMap<string, Authority>
  /** From one anchor to the next. */
  readonly every: Seconds
  /** From one tick of the lists' publishing clock to the next. */
  readonly publishing: Seconds
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** One authority's way to where its anchors stand. */
export interface Anchoring {
  readonly sink: AnchorSink
  /** Does a round of sending. */
  turn(): Promise<void>
  stop(): Promise<void>
}

export interface Anchors {
  /** Anchors from now on who has joined since. */
  take(network: AnyNetwork): Promise<void>
  /** Puts down what is due now, and does a round of sending. */
  look(): Promise<void>
  stop(): Promise<void>
}

const longestBetweenLooks = seconds(30)

/** Anchors the audit log and the status lists of each authority that has what it takes here, on the ledger or beside the list, from now until it is stopped. */
export async function startAnchors(options: AnchorsOptions): Promise<Anchors> {
  const { database, every, clock, logger } = options
  const ways: Anchoring[] = []
  const anchored: AnchorOptions[] = []
  const seen = new Set<string>()
  const include = async (authority: Authority, network: AnyNetwork): Promise<void> => {
    const way = await (isListNetwork(network) ? listAnchoring(options, authority, network) : ledgerAnchoring(options, authority, network))
    if ('missing' in way) return logger.warn({ authority: authority.id, missing: way.missing }, 'the audit log and status lists of this authority are not anchored')
    ways.push(way)
    anchored.push({ database, sink: way.sink, log: authority.id, schedule: { every }, actor: 'issuer', listsOf: (writes, now) => stateLists(writes, authority, tickAt(now, options.publishing), options.publishing > 0) })
  }
  const take = async (network: AnyNetwork): Promise<void> => {
    for (const authority of options.authorities.values()) {
      if (seen.has(authority.id)) continue
      seen.add(authority.id)
      await include(authority, network)
    }
  }
  await take(options.network)
  const look = async (): Promise<void> => {
    for (const one of anchored) await anchorOnSchedule(one, clock.now())
  }
  const looking = startSweep(seconds(Math.min(every, longestBetweenLooks)), look, logger)
  return {
    take,
    look: async () => {
      await look()
      for (const way of ways) await way.turn()
    },
    stop: async () => {
      looking.stop()
      for (const way of ways) await way.stop()
    },
  }
}
