import { anchorHead, type AnchorOptions, type AnchorSchedule } from '@counterfoil/service-kit/audit/anchor-head'
import { openLedgerAccount, type LedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { openOutbox } from '@counterfoil/service-kit/outbox/open-outbox'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { Network } from '@counterfoil/shared/network/network'
import type { SigningKeys } from './signing-keys.ts'

export interface AuditAnchorsOptions {
  readonly database: Database
  readonly keys: Pick<SigningKeys, 'gasSigner'>
  readonly network: Network
  readonly schedule: AnchorSchedule
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

const longestBetweenLooks = seconds(30)
/** Nobody waits for an anchor. */
const outboxLooksEvery = 5000

/** Anchors the audit logs of all authorities that have a gas account here, from now until it is stopped. */
export async function startAuditAnchors(options: AuditAnchorsOptions): Promise<{ stop(): Promise<void> }> {
  const { database, network, schedule, clock, logger } = options
  const accounts: LedgerAccount[] = []
  const anchored: AnchorOptions[] = []
  for (const { id, gasAccount } of network.authorities) {
    const signer = gasAccount === undefined ? null : await options.keys.gasSigner(id)
    if (signer === null) continue
    const account = await openLedgerAccount(network.ledger, signer)
    const outbox = openOutbox({ ...options, account, confirmations: 1, every: outboxLooksEvery, alarm: (alarm, cause) => logger.warn({ ...alarm, err: cause }, 'audit head not anchored yet') })
    accounts.push(account)
    anchored.push({ database, outbox, authority: id, identity: account.address, registry: network.ledger.registry, schedule, actor: 'issuer' })
  }
  const looking = startSweep(seconds(Math.min(schedule.every, longestBetweenLooks)), async () => {
    for (const one of anchored) await anchorHead(one, clock.now())
  }, logger)
  return {
    stop: async () => {
      looking.stop()
      for (const { outbox } of anchored) await outbox.stop()
      for (const account of accounts) account.close()
    },
  }
}
