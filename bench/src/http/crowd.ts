import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { WalletJob, WalletReport } from './wallet-jobs.ts'

/** Many wallets at once, in a process of their own. */
export interface Crowd {
  /** Rejects with the first fault that a wallet met. */
  perform(job: WalletJob): Promise<void>
  leave(): void
}

export function gatherCrowd(): Crowd {
  const child = fork(join(import.meta.dirname, 'wallets-main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    perform: async (job) => {
      child.send(job)
      const [{ fault }] = (await once(child, 'message')) as [WalletReport]
      if (fault !== null) throw new Error(`The wallets met a fault: ${fault}`)
    },
    leave: () => child.disconnect(),
  }
}
