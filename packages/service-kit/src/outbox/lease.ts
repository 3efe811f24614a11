import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { Database } from '../persistence/database.ts'
import { hasEnded, processMark } from '../system/process-mark.ts'

/** The sole right to send from an account, for a time. */
export interface Lease {
  /** Takes or keeps it; false while another holds it. */
  take(account: string, times: { readonly now: EpochSeconds; readonly until: EpochSeconds }): Promise<boolean>
  end(account: string): Promise<void>
}

/**
 * A lease in the outbox's database. Whoever holds it leaves behind which process they are: one that was killed on this
 * machine keeps nobody waiting. What another machine holds is over when its time is.
 */
export function leaseIn(database: Database, random: Random): Lease {
  const holder = [random.secret(16), processMark() ?? ''].join(' ')
  return {
    take: (account, { now, until }) =>
      database.write(async (writes) => {
        const standing = await writes.first<{ holder: string }>('SELECT holder FROM ledger_leases WHERE account = ?', [account])
        const free = standing !== null && isOfTheDead(standing.holder) ? standing.holder : holder
        const taken = await writes.run(
          'INSERT INTO ledger_leases (account, holder, until) VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE holder IN (excluded.holder, ?) OR until <= ?',
          [account, holder, until, free, now],
        )
        return taken === 1
      }),
    end: async (account) => {
      await database.write((writes) => writes.run('DELETE FROM ledger_leases WHERE account = ? AND holder = ?', [account, holder]))
    },
  }
}

const isOfTheDead = (holder: string): boolean => hasEnded(holder.slice(holder.indexOf(' ') + 1))
