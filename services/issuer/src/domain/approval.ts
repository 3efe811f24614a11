import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'

export type ApprovalId = Branded<string, 'ApprovalId'>

/** What one person prepares and another lets go ahead. */
export const approvalKinds = ['bulk-issue', 'bulk-status', 'publish-type', 'publish-form'] as const
export type ApprovalKind = (typeof approvalKinds)[number]

export type ApprovalState = 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'expired'

/** Who prepares or decides: an account, and a keyed hash of the human being who has it. */
export interface Approver {
  readonly subject: string
  readonly person: string
}

/** A request that somebody else let exactly this content go ahead. */
export interface Approval {
  readonly id: ApprovalId
  readonly authority: string
  readonly kind: ApprovalKind
  /** Id of what is to be done. */
  readonly subject: string
  /** SHA-256 of the exact content, as base64url. */
  readonly contentHash: string
  readonly askedBy: string
  readonly askedAt: EpochSeconds
  /** Until when it can be decided; once the glass is broken for it, until when it may begin. */
  readonly expiresAt: EpochSeconds
  readonly state: ApprovalState
  readonly decidedBy: string | null
  readonly decidedAt: EpochSeconds | null
  readonly reason: string | null
  readonly byBreakGlass: boolean
}

export const approvalLifetime: Seconds = seconds(7 * 24 * 60 * 60)
export const breakGlassLifetime: Seconds = seconds(30 * 60)

/** Why something is let go ahead, or isn't: codes, for a text of one's own could name a citizen. */
export const decisionReasons = {
  approve: ['checked'],
  refuse: ['wrong_people', 'wrong_choice', 'not_needed', 'to_be_discussed'],
} as const
export type Decision = keyof typeof decisionReasons
export type DecisionReason = (typeof decisionReasons)[Decision][number]

export const isDecision = (text: unknown): text is Decision => text === 'approve' || text === 'refuse'

/** The reason, when it is one of this decision's own; null otherwise. */
export const decisionReasonOf = (decision: Decision, text: unknown): DecisionReason | null => decisionReasons[decision].find((reason) => reason === text) ?? null

/** Its state as the time makes it: nothing has to be written for a time to be over. */
export const approvalStateAt = ({ state, expiresAt, byBreakGlass }: Approval, now: EpochSeconds): ApprovalState => ((state === 'waiting' || (state === 'approved' && byBreakGlass)) && expiresAt <= now ? 'expired' : state)

/** Whether this very content may begin now. Whoever runs something asks, just before it does. */
export const mayBegin = (approval: Approval | null, contentHash: string, now: EpochSeconds): boolean => approval !== null && approval.contentHash === contentHash && approvalStateAt(approval, now) === 'approved'

/** Whether asking for this very content once more asks for nothing new: it waits, or may begin. Who asks again must not undo what somebody decided. */
export const standsFor = (approval: Approval, contentHash: string, now: EpochSeconds): boolean => approval.contentHash === contentHash && ['waiting', 'approved'].includes(approvalStateAt(approval, now))

/** One fact of what is to be approved, and what it was before when it changes something. */
export interface ApprovalRow {
  readonly key: Bilingual
  readonly value: Bilingual
  readonly was?: Bilingual
}

/** What is to be approved, as it stands now. */
export interface DescribedSubject {
  readonly contentHash: string
  /** Everybody who prepared or changed it, as the audit log names them: none of them decides it. */
  readonly makers: readonly string[]
  readonly title: Bilingual
  readonly rows: readonly ApprovalRow[]
  /** Where all of it can be looked at. */
  readonly link: string
}
