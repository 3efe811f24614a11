import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { ApprovalId, ApprovalKind } from '../approval.ts'

/** Why something can't wait for a second person. */
export const breakGlassReasons = ['harm_to_somebody', 'credentials_misused', 'nobody_else_here', 'ordered_by_court'] as const
export type BreakGlassReason = (typeof breakGlassReasons)[number]

export const breakGlassReasonOf = (text: unknown): BreakGlassReason | null => breakGlassReasons.find((reason) => reason === text) ?? null

/** What somebody else says of it afterwards. */
export const breakGlassVerdicts = ['in_order', 'not_in_order'] as const
export type BreakGlassVerdict = (typeof breakGlassVerdicts)[number]

export const breakGlassVerdictOf = (text: unknown): BreakGlassVerdict | null => breakGlassVerdicts.find((verdict) => verdict === text) ?? null

/** One job was let go ahead without a second person, for a short time. */
export interface BreakGlass {
  readonly approval: ApprovalId
  readonly kind: ApprovalKind
  readonly reason: BreakGlassReason
  readonly openedBy: string
  readonly openedAt: EpochSeconds
  readonly endsAt: EpochSeconds
  readonly reviewedBy: string | null
  readonly reviewedAt: EpochSeconds | null
  readonly verdict: BreakGlassVerdict | null
}

export const isOpen = ({ endsAt }: BreakGlass, now: EpochSeconds): boolean => now < endsAt
