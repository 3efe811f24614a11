import { isBackupDue } from '../domain/recovery.ts'
import type { World } from '../ports.ts'

/** Once the citizen has the file. */
export const noteBackup =
  ({ vault }: Pick<World, 'vault'>) =>
  (madeAt: number): Promise<void> =>
    vault.amendRecovery((recovery) => ({ ...recovery, lastBackupAt: madeAt }))

/** When the last backup was made, and whether it is time for another. */
export const lookAtBackup =
  ({ vault, now }: Pick<World, 'vault' | 'now'>) =>
  async (): Promise<{ readonly lastAt: number | null; readonly isDue: boolean }> => {
    const recovery = await vault.recovery()
    return { lastAt: recovery.lastBackupAt, isDue: isBackupDue(recovery, await vault.credentials(), now()) }
  }
