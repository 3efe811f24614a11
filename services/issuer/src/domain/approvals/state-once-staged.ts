import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { approvalStateAt, breakGlassLifetime, type Approval, type ApprovalState } from '../approval.ts'

/** A break-glass run that somebody ended before its time was over. */
const wasEndedByHand = ({ byBreakGlass, decidedAt, expiresAt }: Approval): boolean => byBreakGlass && expiresAt < (decidedAt ?? 0) + breakGlassLifetime

/** For what was let go ahead in time and waits since then to begin: an approval whose own time is over meanwhile still stands, unless somebody took it back. */
export const stateOnceStaged = (approval: Approval, now: EpochSeconds): ApprovalState => (approval.state === 'approved' && !wasEndedByHand(approval) ? 'approved' : approvalStateAt(approval, now))
