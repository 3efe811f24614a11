import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Approval, ApprovalId, ApprovalKind, Approver, Decision, DecisionReason, DescribedSubject } from '../domain/approval.ts'
import type { BreakGlass, BreakGlassReason, BreakGlassVerdict } from '../domain/approvals/break-glass.ts'
import type { SubjectRow, SubjectRowsAsked } from '../domain/approvals/subject-row.ts'
import type { StaffMember } from '../domain/staff-member.ts'

export interface ApprovalToAsk {
  readonly id: ApprovalId
  readonly authority: string
  readonly kind: ApprovalKind
  readonly subject: string
  readonly contentHash: string
  readonly makers: readonly string[]
  readonly by: Approver
  readonly now: EpochSeconds
  readonly expiresAt: EpochSeconds
}

interface Judged {
  /** The hash of what the page showed. */
  readonly contentHash: string
  readonly by: Approver
  readonly now: EpochSeconds
}

export interface DecisionToMake extends Judged {
  readonly decision: Decision
  readonly reason: DecisionReason
}

export interface BreakGlassToOpen extends Judged {
  readonly reason: BreakGlassReason
  readonly endsAt: EpochSeconds
}

/** What came of a decision: of several at once, one is `decided`, and the others are told by whom. */
export type Decided = { readonly outcome: 'decided' | 'decided_before' | 'expired' | 'own' | 'changed'; readonly approval: Approval }

/** Requests for a second person, in the database. Another authority's are not there. */
export interface Approvals {
  /** Asks once: the same content again is the request that waits or was approved, whoever asks; other content takes the place of what waits. */
  ask(request: ApprovalToAsk): Promise<Approval>
  find(authority: string, id: ApprovalId): Promise<Approval | null>
  /** The newest about something; null when nobody asked. */
  of(authority: string, kind: ApprovalKind, subject: string): Promise<Approval | null>
  /** The last time that somebody refused the very same; null when nobody did. */
  refusedBefore(approval: Approval): Promise<Approval | null>
  /** The oldest first, behind the number of one. */
  waiting(authority: string, now: EpochSeconds, page: { readonly after: ApprovalId | null; readonly most: number }): Promise<readonly Approval[]>
  howManyWait(authority: string, now: EpochSeconds): Promise<number>
  /** What was decided, withdrawn or ran out, newest first. */
  past(authority: string, now: EpochSeconds, most: number): Promise<readonly Approval[]>
  /** Whether they asked, asked before for the very same, or are one of its makers. */
  isOwn(authority: string, id: ApprovalId, by: Approver): Promise<boolean>
  /** Whether one of these accounts is theirs, be it another than the one that they use now. */
  isMaker(authority: string, makers: readonly string[], by: Approver): Promise<boolean>
  /** Compares and sets in one statement: waiting, in time, the same content, and not one's own. Null when there is no such request. */
  decide(authority: string, id: ApprovalId, decision: DecisionToMake): Promise<Decided | null>
  /** False when it doesn't wait any more, or is somebody else's. */
  withdraw(authority: string, id: ApprovalId, by: Approver, now: EpochSeconds): Promise<boolean>
}

/** What was let go ahead without a second person. */
export interface BreakGlasses {
  /** Approves in the same unit, own request or not. Null when there is no such request. */
  open(authority: string, id: ApprovalId, opening: BreakGlassToOpen): Promise<Decided | null>
  of(authority: string, id: ApprovalId): Promise<BreakGlass | null>
  openNow(authority: string, now: EpochSeconds): Promise<readonly BreakGlass[]>
  /** Over, and nobody has looked at it. */
  toReview(authority: string, now: EpochSeconds): Promise<readonly BreakGlass[]>
  /** False when it was not open. */
  end(authority: string, id: ApprovalId, by: Approver, now: EpochSeconds): Promise<boolean>
  /** False when it is open, was reviewed, or the reviewer opened it, or had asked for or made what it let go. */
  review(authority: string, id: ApprovalId, by: Approver, verdict: BreakGlassVerdict, now: EpochSeconds): Promise<boolean>
}

/** Tells what a request of one kind is about, for whoever has to decide it; null when it isn't there any more. */
export interface ApprovalSubject {
  describe(authority: string, subject: string): Promise<DescribedSubject | null>
  /** Each of the many that it is about, in an order that stays; not there where `describe` says it all. */
  rowsOf?(authority: string, subject: string, asked: SubjectRowsAsked): Promise<readonly SubjectRow[]>
}

/** By kind: whoever asks for approvals puts its own in. */
export type ApprovalSubjects = ReadonlyMap<ApprovalKind, ApprovalSubject>

/** Who somebody is, whichever of their accounts they use. */
export type ApproverOf = (staff: StaffMember) => Approver
