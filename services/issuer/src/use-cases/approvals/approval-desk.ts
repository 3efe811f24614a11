import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { approvalLifetime, approvalStateAt, breakGlassLifetime, mayBegin, type Approval, type ApprovalId, type ApprovalKind, type ApprovalState, type Decision, type DecisionReason, type DescribedSubject } from '../../domain/approval.ts'
import type { SubjectRow } from '../../domain/approvals/subject-row.ts'
import type { BreakGlass, BreakGlassReason, BreakGlassVerdict } from '../../domain/approvals/break-glass.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { Approvals, ApprovalSubjects, ApproverOf, BreakGlasses, Decided } from '../../ports/approvals.ts'

export interface ApprovalDeskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly approvals: Approvals
  readonly breakGlasses: BreakGlasses
  readonly subjects: ApprovalSubjects
  readonly approverOf: ApproverOf
}

/** A request with its state by now, and what it is about as that stands now. */
export interface ShownApproval {
  readonly approval: Approval
  readonly stateNow: ApprovalState
  readonly isOwn: boolean
  /** Null when it is there no more, or is not what was asked for any more. */
  readonly described: DescribedSubject | null
  readonly breakGlass: BreakGlass | null
  /** Whether each of many can be looked at. */
  readonly hasRows: boolean
  /** Who refused the very same before it was asked for again. */
  readonly refusedBefore: Approval | null
}

/** Some of the many that a request is about, as it stands. */
export interface RowsOfApproval {
  readonly approval: Approval
  readonly described: DescribedSubject
  readonly rows: readonly SubjectRow[]
  /** Behind which there are more. */
  readonly next: string | null
}

export interface ApprovalQueue {
  /** Behind which more wait; null where all are shown. */
  readonly next: ApprovalId | null
  /** Not the first ones are shown. */
  readonly isFurther: boolean
  readonly toDecide: readonly ShownApproval[]
  readonly own: readonly ShownApproval[]
  readonly past: readonly ShownApproval[]
  readonly toReview: readonly BreakGlass[]
}

export interface WhatToAsk {
  readonly kind: ApprovalKind
  readonly subject: string
  readonly contentHash: string
}

const mostWaiting = 25
const mostPast = 20
const rowsAtOnce = 50

/** Where one person's work waits for another. Everybody acts for the authority that they are signed in for. */
export function approvalDesk({ clock, random, approvals, breakGlasses, subjects, approverOf }: ApprovalDeskPorts) {
  /** What was asked for, when it still stands so. */
  const described = async ({ authority, kind, subject, contentHash }: Approval): Promise<DescribedSubject | null> => {
    const found = (await subjects.get(kind)?.describe(authority, subject)) ?? null
    return found?.contentHash === contentHash ? found : null
  }
  /** Who changed it after it was asked for is one of its makers by now. */
  const madeBy = async (about: DescribedSubject | null, staff: StaffMember): Promise<boolean> => about !== null && approvals.isMaker(staff.authority, about.makers, approverOf(staff))
  const shown = async (approval: Approval, staff: StaffMember): Promise<ShownApproval> => {
    const about = await described(approval)
    return {
      approval,
      stateNow: approvalStateAt(approval, clock.now()),
      isOwn: (await madeBy(about, staff)) || (await approvals.isOwn(approval.authority, approval.id, approverOf(staff))),
      described: about,
      hasRows: about !== null && subjects.get(approval.kind)?.rowsOf !== undefined,
      breakGlass: approval.byBreakGlass ? await breakGlasses.of(approval.authority, approval.id) : null,
      refusedBefore: approval.state === 'waiting' ? await approvals.refusedBefore(approval) : null,
    }
  }
  const found = async ({ authority }: StaffMember, id: ApprovalId): Promise<Approval> => {
    const approval = await approvals.find(authority, id)
    if (approval === null) throw new Refusal('not_found')
    return approval
  }
  /** What changed since it was asked for can't be approved, whatever the page showed; pressed twice, a decision is made once. */
  const judged = async (staff: StaffMember, id: ApprovalId, judge: (approval: Approval, about: DescribedSubject | null) => Promise<Decided | null>): Promise<Decided> => {
    const approval = await found(staff, id)
    const about = await described(approval)
    if (approval.state === 'waiting' && about === null) return { outcome: 'changed', approval }
    const decided = await judge(approval, about)
    if (decided === null) throw new Refusal('not_found')
    return decided
  }
  return {
    /** Asks for a second person, once for the same content. */
    ask: async (staff: StaffMember, what: WhatToAsk): Promise<Approval> => {
      const now = clock.now()
      const makers = (await subjects.get(what.kind)?.describe(staff.authority, what.subject))?.makers ?? []
      return approvals.ask({ ...what, makers, id: timeOrderedId(now, random) as ApprovalId, authority: staff.authority, by: approverOf(staff), now, expiresAt: plus(now, approvalLifetime) })
    },
    of: (authority: string, kind: ApprovalKind, subject: string): Promise<Approval | null> => approvals.of(authority, kind, subject),
    /** Whether this very content may begin now. */
    mayBegin: async (authority: string, { kind, subject, contentHash }: WhatToAsk): Promise<boolean> => mayBegin(await approvals.of(authority, kind, subject), contentHash, clock.now()),
    /** What waits, some at a time; what is past stands beside the first of them. */
    queue: async (staff: StaffMember, after: ApprovalId | null = null): Promise<ApprovalQueue> => {
      const now = clock.now()
      const page = await approvals.waiting(staff.authority, now, { after, most: mostWaiting + 1 })
      const here = page.slice(0, mostWaiting)
      const waiting = await Promise.all(here.map((one) => shown(one, staff)))
      return {
        toDecide: waiting.filter(({ isOwn }) => !isOwn),
        own: waiting.filter(({ isOwn }) => isOwn),
        next: page.length > mostWaiting ? (here.at(-1)?.id ?? null) : null,
        isFurther: after !== null,
        past: after === null ? await Promise.all((await approvals.past(staff.authority, now, mostPast)).map((one) => shown(one, staff))) : [],
        toReview: await breakGlasses.toReview(staff.authority, now),
      }
    },
    show: async (staff: StaffMember, id: ApprovalId): Promise<ShownApproval> => shown(await found(staff, id), staff),
    /** Null when it is not what was asked for any more, or has no rows. */
    rows: async (staff: StaffMember, id: ApprovalId, after: string): Promise<RowsOfApproval | null> => {
      const approval = await found(staff, id)
      const about = await described(approval)
      const rows = await subjects.get(approval.kind)?.rowsOf?.(approval.authority, approval.subject, { after, most: rowsAtOnce + 1 })
      if (about === null || rows === undefined) return null
      return { approval, described: about, rows: rows.slice(0, rowsAtOnce), next: rows.length > rowsAtOnce ? (rows[rowsAtOnce - 1]?.at ?? null) : null }
    },
    decide: (staff: StaffMember, id: ApprovalId, made: { readonly decision: Decision; readonly reason: DecisionReason; readonly contentHash: string }): Promise<Decided> =>
      judged(staff, id, async (approval, about) => (approval.state === 'waiting' && (await madeBy(about, staff)) ? { outcome: 'own', approval } : approvals.decide(staff.authority, id, { ...made, by: approverOf(staff), now: clock.now() }))),
    withdraw: async (staff: StaffMember, id: ApprovalId): Promise<boolean> => {
      await found(staff, id)
      return approvals.withdraw(staff.authority, id, approverOf(staff), clock.now())
    },
    breakGlass: (staff: StaffMember, id: ApprovalId, opening: { readonly reason: BreakGlassReason; readonly contentHash: string }): Promise<Decided> =>
      judged(staff, id, () => breakGlasses.open(staff.authority, id, { ...opening, by: approverOf(staff), now: clock.now(), endsAt: plus(clock.now(), breakGlassLifetime) })),
    endBreakGlass: async (staff: StaffMember, id: ApprovalId): Promise<boolean> => {
      await found(staff, id)
      return breakGlasses.end(staff.authority, id, approverOf(staff), clock.now())
    },
    reviewBreakGlass: async (staff: StaffMember, id: ApprovalId, verdict: BreakGlassVerdict): Promise<boolean> => {
      await found(staff, id)
      return breakGlasses.review(staff.authority, id, approverOf(staff), verdict, clock.now())
    },
    /** What stands without a second person now: everybody of the authority is told on every page. */
    openBreakGlasses: (authority: string): Promise<readonly BreakGlass[]> => breakGlasses.openNow(authority, clock.now()),
  }
}

export type ApprovalDesk = ReturnType<typeof approvalDesk>
