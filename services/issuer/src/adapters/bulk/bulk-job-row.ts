import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { bulkOutcomes, type BulkJob, type BulkJobId, type BulkOutcome, type BulkRow, type BulkState, type OutcomeCounts, type PausedBecause, type PlanCounts } from '../../domain/bulk/bulk-job.ts'
import type { BulkDelivery } from '../../domain/bulk/bulk-delivery.ts'
import { bulkPlans, type BulkLanguage, type BulkPlan, type WhyNot } from '../../domain/bulk/bulk-plan.ts'
import type { OfferId, PersonHandle } from '../../domain/credential-offer.ts'

export interface JobRow extends Readonly<Record<`plan_${BulkPlan | 'invalid'}`, number>>, Readonly<Record<`rows_${BulkOutcome}`, number>> {
  readonly id: BulkJobId
  readonly authority: string
  readonly state: BulkState
  readonly content_hash: string
  readonly delivery: BulkDelivery
  readonly prepared_by: string
  readonly prepared_at: EpochSeconds
  readonly salt: string | null
  readonly sealed_errors: Buffer | null
  readonly ran_by: string | null
  readonly result_key: string | null
  readonly started_at: EpochSeconds | null
  readonly resumed_at: EpochSeconds | null
  readonly done_before: number
  readonly paused_because: PausedBecause | null
  readonly paused_at: EpochSeconds | null
  readonly ended_at: EpochSeconds | null
  readonly links_taken_at: EpochSeconds | null
  readonly codes_taken_at: EpochSeconds | null
  readonly has_rows: 0 | 1
}

export const planColumns = [...bulkPlans, 'invalid'] as const

export const jobOf = (row: JobRow): BulkJob => ({
  id: row.id,
  authority: row.authority,
  state: row.state,
  contentHash: row.content_hash,
  delivery: row.delivery,
  counts: Object.fromEntries(planColumns.map((plan) => [plan, row[`plan_${plan}`]])) as PlanCounts, // of every plan
  outcomes: Object.fromEntries(bulkOutcomes.map((outcome) => [outcome, row[`rows_${outcome}`]])) as OutcomeCounts, // of every outcome
  preparedBy: row.prepared_by,
  preparedAt: row.prepared_at,
  ranBy: row.ran_by,
  startedAt: row.started_at,
  resumedAt: row.resumed_at,
  doneBefore: row.done_before,
  endedAt: row.ended_at,
  pausedBecause: row.paused_because,
  pausedAt: row.paused_at,
  resultsTaken: { links: row.links_taken_at, codes: row.codes_taken_at },
  hasRows: row.has_rows === 1,
})

/** How many rows are done, in SQL. */
export const doneSum = bulkOutcomes.map((outcome) => `rows_${outcome}`).join(' + ')

export interface RowRow {
  readonly number: number
  readonly person: PersonHandle
  readonly type_id: string
  readonly language: BulkLanguage
  readonly plan: BulkPlan
  readonly why: WhyNot | null
  readonly mark: string | null
  readonly offer: OfferId | null
  readonly outcome: BulkOutcome | null
}

export const rowColumns = 'number, person, type_id, language, plan, why, mark, offer, outcome'

export const rowOf = ({ number, person, type_id: typeId, language, plan, why, mark, offer, outcome }: RowRow): BulkRow => ({ number, person, typeId, language, plan, why, mark, offer, outcome })
