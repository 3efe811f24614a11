import { approvalsTable } from '@counterfoil/issuer/adapters/approvals/approvals-table'
import { approversOf } from '@counterfoil/issuer/adapters/approvals/approvers'
import { notePerson } from '@counterfoil/issuer/adapters/approvals/staff-persons'
import { breakGlassesTable } from '@counterfoil/issuer/adapters/approvals/break-glasses-table'
import type { ApprovalKind, DescribedSubject } from '@counterfoil/issuer/domain/approval'
import type { StaffMember } from '@counterfoil/issuer/domain/staff-member'
import type { ApprovalSubject } from '@counterfoil/issuer/ports/approvals'
import { approvalDesk } from '@counterfoil/issuer/use-cases/approvals/approval-desk'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { openIssuerDatabase } from '../own-database.ts'

/** Somebody who works for an authority. */
export const staffCalled = (subject: string, changes: Partial<StaffMember> = {}): StaffMember => ({ subject, name: subject, authority: 'aldermoor', roles: ['approver'], ...changes })

export const content = (contentHash: string, makers: readonly string[] = []): DescribedSubject => ({
  contentHash,
  makers,
  title: { en: 'Issue 120 credentials', cy: 'Rhoi 120 o dystysgrifau' },
  rows: [{ key: { en: 'People', cy: 'Pobl' }, value: { en: '120', cy: '120' } }],
  link: '/staff/bulk/job-1',
})

/** Work that waits for a second person, on a database of its own. What is to be approved can be changed. */
export async function openApprovals() {
  const { database, empty, told, close } = await openIssuerDatabase()
  const clock = fixedClock(1_764_000_000)
  const stands = new Map<string, DescribedSubject>([['job-1', content('first')]])
  const subject: ApprovalSubject = { describe: async (_authority, id) => stands.get(id) ?? null }
  const approverOf = approversOf('a service secret of more than 32 characters')
  const desk = approvalDesk({
    clock,
    random: cryptoRandom,
    approvals: approvalsTable(database),
    breakGlasses: breakGlassesTable(database),
    approverOf,
    subjects: new Map<ApprovalKind, ApprovalSubject>([['bulk-issue', subject]]),
  })
  const forget = async (): Promise<void> => {
    await empty('staff_persons', 'break_glasses', 'approvals', 'audit_entries', 'audit_heads')
    stands.clear()
    stands.set('job-1', content('first'))
  }
  /** What the sign-in leaves of whoever comes by it. */
  const signsIn = (staff: StaffMember): Promise<void> => database.write((writes) => notePerson(writes, staff.authority, approverOf(staff)))
  return { desk, clock, stands, signsIn, told, forget, close, database }
}

export type ApprovalScene = Awaited<ReturnType<typeof openApprovals>>
