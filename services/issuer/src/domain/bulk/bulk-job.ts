import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId } from '../credential-offer.ts'
import type { BulkDelivery } from './bulk-delivery.ts'
import type { PlannedRow, BulkPlan } from './bulk-plan.ts'

export type BulkJobId = Branded<string, 'BulkJobId'>

/**
 * Where a job stands.
 *
 *     prepared ──▶ asked ──▶ running ◀──▶ paused
 *        │           │          │           │
 *        └───────────┴──────────┴── cancelled
 *                               └─ finished
 *
 * `asked`: somebody else has to approve it, and what they say stands with the approvals.
 */
export type BulkState = 'prepared' | 'asked' | 'running' | 'paused' | 'finished' | 'cancelled'

/** What became of a row: an offer, or why none was made after all. */
export const bulkOutcomes = ['offered', 'changed', 'gone', 'incomplete', 'duplicate', 'unchanged', 'conflict'] as const
export type BulkOutcome = (typeof bulkOutcomes)[number]

/** Why it is paused. `failed`: for a reason of its own that nobody foresaw. */
export const pauseReasons = ['asked', 'first_rows', 'records_away', 'records_unusable', 'not_as_approved', 'failed'] as const
export type PausedBecause = (typeof pauseReasons)[number]

/** What is handed on by one way, and what by another. */
export const resultKinds = ['links', 'codes'] as const
export type ResultKind = (typeof resultKinds)[number]

/** A letter takes its days, and the citizen theirs. */
export const letterLifetime: Seconds = seconds(28 * 24 * 60 * 60)
/** What nobody ran is forgotten, what nobody let go on is cancelled, and the rows of what ended go. */
export const bulkLifetime: Seconds = seconds(7 * 24 * 60 * 60)
/** From the first time that somebody took a result: for one whose connection broke. */
export const takingTime: Seconds = seconds(10 * 60)
/** How many rows a careful start does before it pauses. */
export const firstRows = 10

export type PlanCounts = Readonly<Record<BulkPlan | 'invalid', number>>
export type OutcomeCounts = Readonly<Record<BulkOutcome, number>>

export interface BulkJob {
  readonly id: BulkJobId
  readonly authority: string
  readonly state: BulkState
  readonly contentHash: string
  /** How links and codes reach people. */
  readonly delivery: BulkDelivery
  readonly counts: PlanCounts
  readonly outcomes: OutcomeCounts
  readonly preparedBy: string
  readonly preparedAt: EpochSeconds
  readonly ranBy: string | null
  readonly startedAt: EpochSeconds | null
  /** Since when it has been running without a pause, and how many rows were done by then. */
  readonly resumedAt: EpochSeconds | null
  readonly doneBefore: number
  readonly endedAt: EpochSeconds | null
  readonly pausedBecause: PausedBecause | null
  /** Null while it isn't paused. */
  readonly pausedAt: EpochSeconds | null
  readonly resultsTaken: Readonly<Record<ResultKind, EpochSeconds | null>>
  /** Whether its rows are still there. */
  readonly hasRows: boolean
}

/** A row as it stands in a job. */
export interface BulkRow extends PlannedRow {
  readonly offer: OfferId | null
  readonly outcome: BulkOutcome | null
}

export const doneOf = ({ outcomes }: Pick<BulkJob, 'outcomes'>): number => Object.values(outcomes).reduce((sum, count) => sum + count, 0)

export interface Progress {
  readonly done: number
  readonly of: number
  /** Rows in a second; null while there is nothing to tell it from. */
  readonly rate: number | null
  readonly secondsLeft: number | null
}

export function progressOf(job: BulkJob, now: EpochSeconds): Progress {
  const done = doneOf(job)
  const of = job.counts.create
  const passed = job.resumedAt === null ? 0 : now - job.resumedAt
  const rate = passed > 0 && done > job.doneBefore ? (done - job.doneBefore) / passed : null
  return { done, of, rate, secondsLeft: rate === null ? null : Math.ceil((of - done) / rate) }
}

/** What an approver says yes to: whose job it is, how it reaches people, and every row of it, word for word. */
export const contentOf = ({ authority, id, delivery }: Pick<BulkJob, 'authority' | 'id' | 'delivery'>, rows: readonly PlannedRow[]): string =>
  // Files aren't named, for there was no other way once: what was approved then goes on.
  [JSON.stringify([authority, id, letterLifetime, ...(delivery === 'files' ? [] : [delivery])]), ...rows.map(({ number, person, typeId, language, plan, why, mark }) => JSON.stringify([number, person, typeId, language, plan, why, mark]))].join('\n')
