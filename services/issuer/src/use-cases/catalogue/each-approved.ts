import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { mayBegin, type Approval } from '../../domain/approval.ts'
import type { CatalogueDraft, CatalogueDrafts, Publication } from '../../ports/catalogue.ts'
import type { ApprovalDesk } from '../approvals/approval-desk.ts'
import type { DraftDeskPorts, PlannedPublication } from './draft-desk.ts'

export interface ApprovedDraft<Plan> {
  readonly draft: CatalogueDraft
  readonly plan: Plan
  readonly approval: Approval
}

interface Ports<Plan extends PlannedPublication> extends Pick<DraftDeskPorts<Plan>, 'kind' | 'plan'> {
  readonly clock: Clock
  readonly drafts: Pick<CatalogueDrafts, 'asked'>
  readonly approvals: Pick<ApprovalDesk, 'of'>
  /** Told of a draft that could not be published; it is tried again at the next look. */
  readonly onFault: (error: unknown, draft: CatalogueDraft) => void
}

/** Publishes each draft that another person approved exactly as it stands. One that can't be published holds up no other. */
export async function forEachApproved<Plan extends PlannedPublication>({ clock, drafts, approvals, kind, plan, onFault }: Ports<Plan>, publish: (approved: ApprovedDraft<Plan>) => Promise<void>): Promise<void> {
  const publishOne = async (draft: CatalogueDraft): Promise<void> => {
    const planned = plan(draft)
    const approval = await approvals.of(draft.authority, kind, draft.id)
    if (approval !== null && mayBegin(approval, planned.contentHash, clock.now())) await publish({ draft, plan: planned, approval })
  }
  for (const draft of await drafts.asked()) await publishOne(draft).catch((error: unknown) => onFault(error, draft))
}

/** What a publication says of those who let it be published. */
export const approvedBy = ({ id, askedBy, decidedBy }: Approval, now: EpochSeconds): Pick<Publication, 'approval' | 'askedBy' | 'approvedBy' | 'publishedAt'> => ({ approval: id, askedBy, approvedBy: decidedBy ?? '', publishedAt: now })
