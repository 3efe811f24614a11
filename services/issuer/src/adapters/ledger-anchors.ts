import { anchorOnSchedule, type AnchorOptions } from '@counterfoil/service-kit/audit/anchor-on-schedule'
import { openLedgerAccount, type LedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { openOutbox } from '@counterfoil/service-kit/outbox/open-outbox'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { Authority } from '../domain/authority.ts'
import { stateLists } from './list-statements.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface LedgerAnchorsOptions {
  readonly database: Database
  readonly keys: Pick<SigningKeys, 'gasSigner'>
  readonly network: AnyNetwork
  /** The authorities that issue here. */
  readonly authorities: ReadonlyMap<string, Authority>
  /** From one anchor to the next. */
  readonly every: Seconds
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export interface LedgerAnchors {
  /** Anchors from now on who has joined since. */
  take(network: AnyNetwork): Promise<void>
  /** Puts down what is due now, and does a round of sending. */
  look(): Promise<void>
  stop(): Promise<void>
}

const longestBetweenLooks = seconds(30)
/** Nobody waits for an anchor. */
const outboxLooksEvery = 5000

/** Anchors the audit log and the status lists of each authority that has a gas account here, from now until it is stopped; none where there is no ledger. */
export async function startLedgerAnchors(options: LedgerAnchorsOptions): Promise<LedgerAnchors> {
  const { database, every, clock, logger } = options
  const accounts: LedgerAccount[] = []
  const anchored: AnchorOptions[] = []
  const seen = new Set<string>()
  const include = async (authority: Authority, { ledger, authorities }: AnyNetwork): Promise<void> => {
    if (ledger === undefined) return
    const signer = await options.keys.gasSigner(authority.id)
    const named = authorities.find(({ id }) => id === authority.id)?.gasAccount
    if (signer === null || named === undefined) {
      logger.warn({ authority: authority.id, missing: signer === null ? 'key' : 'gasAccount in the network file' }, 'this authority has no gas account: its audit log and status lists are not anchored')
      return
    }
    const account = await openLedgerAccount(ledger, signer)
    const outbox = openOutbox({ ...options, account, confirmations: 1, log: authority.id, every: outboxLooksEvery, alarm: (alarm, cause) => logger.warn({ ...alarm, err: cause }, 'not anchored yet') })
    accounts.push(account)
    anchored.push({ database, outbox, log: authority.id, identity: account.address, registry: ledger.registry, schedule: { every }, actor: 'issuer', listsOf: (writes, now) => stateLists(writes, authority, now) })
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
      for (const { outbox } of anchored) await outbox.turn()
    },
    stop: async () => {
      looking.stop()
      for (const { outbox } of anchored) await outbox.stop()
      for (const account of accounts) account.close()
    },
  }
}
