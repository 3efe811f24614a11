import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { approvalsTable } from './adapters/approvals/approvals-table.ts'
import { approversOf } from './adapters/approvals/approvers.ts'
import { breakGlassesTable } from './adapters/approvals/break-glasses-table.ts'
import type { IssuerConfig } from './config.ts'
import type { ApprovalKind } from './domain/approval.ts'
import type { ApprovalSubject, ApproverOf } from './ports/approvals.ts'
import { approvalDesk, type ApprovalDesk } from './use-cases/approvals/approval-desk.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
}

/** Where work waits for a second person, and what tells what each kind of it is about: its makers put theirs in. */
export function assembleApprovals({ serviceSecret }: Pick<IssuerConfig, 'serviceSecret'>, { clock, random, database }: Parts): { readonly desk: ApprovalDesk; readonly subjects: Map<ApprovalKind, ApprovalSubject>; readonly approverOf: ApproverOf } {
  const subjects = new Map<ApprovalKind, ApprovalSubject>()
  const approverOf = approversOf(serviceSecret)
  return { subjects, approverOf, desk: approvalDesk({ clock, random, approvals: approvalsTable(database), breakGlasses: breakGlassesTable(database), approverOf, subjects }) }
}
