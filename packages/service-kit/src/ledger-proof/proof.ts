import type { ExplainedWrite } from './explained-write.ts'
import type { Told } from './known-facts.ts'

/** One write of the deployment, and what it is about; or why that can't be told. */
export interface ProvedWrite {
  /** Where it stands: the number of a block, `entry 3`. */
  readonly spot: string
  /** Seconds since 1970. */
  readonly at: number
  /** Hash of the transaction, or of what stands on the list. */
  readonly name: string
  /** The account or key that wrote it. */
  readonly from: string
  readonly undone: boolean
  readonly bytes: number
  /** Who asked for it and why; null where no outbox and no audit log has it. */
  readonly told: Told | null
  readonly write: ExplainedWrite | null
  readonly why: string | null
}

export interface Proof {
  /** What was looked at: `the 12 transactions of this deployment in blocks 0 to 40`. */
  readonly looked: string
  readonly writes: readonly ProvedWrite[]
  /** Writes of others there, which touch nothing of ours. */
  readonly others: number
  /** What makes the list of writes itself doubtful: what should stand there and was not found. */
  readonly missing: readonly string[]
}
