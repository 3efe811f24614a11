import type { World } from '../ports.ts'

/**
 * Learns of every listed authority, not only of those that this citizen has to do with, whether it may ask for what the
 * vault holds: then the ledger may go away, and its node knows no more than that somebody opened a wallet. Nobody waits
 * for it, so nothing is thrown.
 */
export const learnWhoMayAsk =
  ({ trust, vault }: Pick<World, 'trust' | 'vault'>) =>
  async (): Promise<void> => {
    const vcts = [...new Set((await vault.credentials()).map(({ vct }) => vct))]
    if (vcts.length === 0) return
    const authorities = await trust.authorities().catch(() => [])
    for (const { did } of authorities) await trust.learn(did, vcts).catch(() => {})
  }
