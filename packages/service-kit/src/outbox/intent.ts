import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'

/**
 * Where a write to the ledger stands. `waiting`: not signed. `sent`: signed under a nonce, which is from then on taken.
 * `mined`: in a block that may still be undone. `final`: deep enough. `dead`: it will not be sent by itself any more.
 */
export type IntentState = 'waiting' | 'sent' | 'mined' | 'final' | 'dead'

/** Why an intent is dead: the ledger ran and undid it, or would have; or an operator dropped it. */
export type DeadReason = 'undone' | 'would_be_undone' | 'dropped'

/** A write that somebody asked for, kept until the ledger has it for good. */
export interface Intent {
  readonly sequence: number
  readonly key: string
  readonly account: string
  readonly to: string | null
  readonly data: string
  readonly reason: string
  readonly actor: string
  readonly madeAt: EpochSeconds
  readonly state: IntentState
  /** Null until it is signed. */
  readonly nonce: number | null
  readonly block: { readonly number: number; readonly hash: string } | null
  /** Hash of the transaction that is in the block. */
  readonly hash: string | null
  readonly contract: string | null
  readonly dead: DeadReason | null
}

/** One signed transaction of an intent. All of an intent share a nonce, so that at most one of them can be mined. */
export interface Attempt {
  readonly hash: string
  /** 0x-prefixed, as it is sent; sent again it is the same transaction. */
  readonly raw: string
  readonly fee: Fee
  readonly signedAt: EpochSeconds
  readonly sentAt: EpochSeconds
}

/** Wei for each unit of gas. @see EIP-1559 */
export interface Fee {
  readonly tip: bigint
  readonly most: bigint
}
