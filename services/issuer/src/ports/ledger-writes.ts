import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'

/** A write to the ledger that isn't over yet. */
export interface LedgerWrite {
  readonly what: 'audit_head' | 'other'
  readonly askedAt: EpochSeconds
  readonly isSent: boolean
}

export interface LedgerWrites {
  /** In the order in which they are written. */
  underWay(authority: string): Promise<readonly LedgerWrite[]>
}
