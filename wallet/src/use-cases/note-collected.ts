import type { Come } from '../domain/inventory.ts'
import type { World } from '../ports.ts'

/** It is here, or its council prepares it: however that came about, nobody is asked to collect it again. */
export const noteCollected =
  ({ vault }: Pick<World, 'vault'>) =>
  async (...come: readonly Come[]): Promise<void> => {
    if ((await vault.recovery()).toCollect.length === 0) return
    // Not in the first load: few ever restore a backup.
    const { collected } = await import('../domain/inventory.ts')
    await vault.amendRecovery((recovery) => collected(recovery, come))
  }
