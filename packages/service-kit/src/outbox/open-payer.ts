import { join } from 'node:path'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { gasAccount } from '../authority/gas-account.ts'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import { openDatabase } from '../persistence/database.ts'
import { cryptoRandom } from '../system/crypto-random.ts'
import { systemClock } from '../system/system-clock.ts'
import { CreateOutboxTables1764000000000 } from './create-outbox-tables.ts'
import { openLedgerAccount } from './ledger-account.ts'
import { openOutbox, type Outbox } from './open-outbox.ts'
import type { OutboxAlarm } from './outbox-alarm.ts'

/** An outbox with a database and a gas account of its own, for a program that does nothing else with either. */
export interface Payer {
  readonly outbox: Outbox
  close(): Promise<void>
}

/** Opens the payer of the writes that are made from a folder; what an earlier run left to do is done. */
export async function openPayer(options: {
  readonly folder: string
  readonly identities: IdentityAgent
  readonly ledger: NetworkLedger
  readonly alarm?: (alarm: OutboxAlarm, cause?: unknown) => void
}): Promise<Payer> {
  const { key } = await gasAccount(options.identities.custody, 'consortium')
  const account = await openLedgerAccount(options.ledger, await options.identities.custody.ethereumSigner(key.id, 'gas'))
  const database = await openDatabase({ file: join(options.folder, 'outbox.sqlite'), entities: [], migrations: [CreateOutboxTables1764000000000] })
  const outbox = openOutbox({ database, account, clock: systemClock, random: cryptoRandom, confirmations: 1, alarm: options.alarm ?? (() => {}), every: 20 })
  return {
    outbox,
    close: async () => {
      await outbox.stop()
      await database.close()
      account.close()
    },
  }
}
