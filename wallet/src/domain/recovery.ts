import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { CardLook, HeldCredential, WayOfCollecting } from './held-credential.ts'
import type { Round } from './round.ts'

const day = 86_400
/** After this long a backup is old, even if nothing was collected since: the history went on. In seconds. */
const oldAfter = 90 * day

/** What it takes to collect a credential again: who gave it, and what. No key, no credential, no token, nothing that it says. */
export interface ToCollect {
  /** Of the credential that it was. */
  readonly id: string
  readonly issuer: HeldCredential['issuer']
  readonly vct: string
  /** Whose it is, of several people; absent for the first. */
  readonly person?: string
  readonly name: Bilingual
  readonly card: CardLook
  /** Null for one of an earlier version of the wallet, which didn't note it. */
  readonly collectedBy: WayOfCollecting | null
}

/** What a wallet knows of backups: when it made one, and what a restored one says is still to be collected. */
export interface Recovery {
  /** Null where there is none that we know of. */
  readonly lastBackupAt: number | null
  readonly toCollect: readonly ToCollect[]
  /** By the id of a credential, that of the entry that went for it: told of once more, it takes no other child's. */
  readonly covers?: Readonly<Record<string, string>>
  /** How far collecting again has come, and freezing what was on a device that is gone. */
  readonly collecting: Round
  readonly freezing: Round
  /** The citizen wants no reminder of what is to be collected. */
  readonly isQuiet?: true
}

export const noRecovery: Recovery = { lastBackupAt: null, toCollect: [], collecting: [], freezing: [] }

/** Whether it is time for a backup: there is something that the last one doesn't know, or it is old. */
export function isBackupDue({ lastBackupAt }: Pick<Recovery, 'lastBackupAt'>, held: readonly HeldCredential[], now: number): boolean {
  if (held.length === 0) return false
  // One of a day to come was made while the clock was ahead: nobody knows when.
  return lastBackupAt === null || lastBackupAt > now || now - lastBackupAt > oldAfter || held.some(({ receivedAt, unconfirmed }) => unconfirmed === undefined && receivedAt > lastBackupAt)
}
