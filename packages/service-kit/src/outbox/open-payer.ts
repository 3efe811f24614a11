import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { gasAccount } from '../authority/gas-account.ts'
import { anchorOnSchedule } from '../audit/anchor-on-schedule.ts'
import { ledgerSink } from '../audit/ledger-sink.ts'
import { CreateAuditTables1764201600000 } from '../audit/create-audit-tables.ts'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import { openDatabase } from '../persistence/database.ts'
import { cryptoRandom } from '../system/crypto-random.ts'
import { systemClock } from '../system/system-clock.ts'
import { consortiumLog } from './consortium-log.ts'
import { CreateOutboxTables1764000000000 } from './create-outbox-tables.ts'
import { openLedgerAccount } from './ledger-account.ts'
import { openOutbox, type Outbox } from './open-outbox.ts'
import type { OutboxAlarm } from './outbox-alarm.ts'

/** An outbox with a database and a gas account of its own, for a program that does nothing else with either. */
export interface Payer {
  readonly outbox: Outbox
  /** 0x-prefixed. */
  readonly address: string
  /** Anchors the log of what was written since the last time, for as long as the ledger answers. */
  anchor(): Promise<void>
  /** Anchors, and closes. */
  close(): Promise<void>
}

/** Everything that made its database, in order. */
export const payerMigrations = [CreateOutboxTables1764000000000, CreateAuditTables1764201600000] as const

/** Opens the payer of the writes that are made from a folder; what an earlier run left to do is done. */
export async function openPayer(options: {
  readonly folder: string
  readonly identities: IdentityAgent
  readonly ledger: NetworkLedger
  readonly alarm?: (alarm: OutboxAlarm, cause?: unknown) => void
  /** Milliseconds between looks; a command is in a hurry, a service is not. */
  readonly every?: number
}): Promise<Payer> {
  const { key } = await gasAccount(options.identities.custody, 'consortium')
  const account = await openLedgerAccount(options.ledger, await options.identities.custody.ethereumSigner(key.id, 'gas'))
  const database = await openDatabase({ file: join(options.folder, 'outbox.sqlite'), entities: [], migrations: payerMigrations })
  const outbox = openOutbox({ database, account, clock: systemClock, random: cryptoRandom, confirmations: 1, log: consortiumLog, alarm: options.alarm ?? (() => {}), every: options.every ?? 20 })
  const anchorLog = async (): Promise<void> => {
    if (!(await anchorOnSchedule({ database, sink: ledgerSink(outbox, { identity: account.address, registry: options.ledger.registry }), log: consortiumLog, schedule: 'when_moved', actor: 'operator' }, systemClock.now()))) return
    // What isn't in a block by then goes on with the next command.
    for (let tries = 0; tries < 100 && (await outbox.standing()).oldest !== null; tries += 1) await sleep(20)
  }
  return {
    outbox,
    address: account.address,
    anchor: anchorLog,
    close: async () => {
      await anchorLog()
      await outbox.stop()
      await database.close()
      account.close()
    },
  }
}
