import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { bulkFiles } from './adapters/bulk/bulk-files.ts'
import { bulkJobsTable } from './adapters/bulk/bulk-jobs-table.ts'
import { bulkMessagesTable } from './adapters/bulk/bulk-messages-table.ts'
import { bulkRunsTable } from './adapters/bulk/bulk-runs-table.ts'
import { bulkSeals as sealsUnder } from './adapters/bulk/bulk-seals.ts'
import { standingsOf } from './adapters/bulk/bulk-standings.ts'
import type { Notifying } from './assemble-notify.ts'
import type { Authority } from './domain/authority.ts'
import { approvalStateAt, mayBegin, type ApprovalKind } from './domain/approval.ts'
import type { BulkRow } from './domain/bulk/bulk-job.ts'
import { deliveryInWords } from './pages/bulk/delivery-in-words.ts'
import { whatBecomes } from './pages/bulk/bulk-rows.ts'
import type { ApprovalSubject } from './ports/approvals.ts'
import type { BulkApprovals, BulkStandings } from './ports/bulk.ts'
import type { ApprovalDesk } from './use-cases/approvals/approval-desk.ts'
import type { CaseReferences } from './ports/council-api.ts'
import type { DraftSeals, RecordSource } from './ports.ts'
import { bulkSubject } from './use-cases/bulk/bulk-subject.ts'
import { prepareBulk, type PrepareBulk } from './use-cases/bulk/prepare-bulk.ts'
import { bulkForSystem, type BulkForSystem } from './use-cases/council/bulk-for-system.ts'
import { runBulk, type BulkRunner } from './use-cases/bulk/run-bulk.ts'
import { staffBulk, type StaffBulk } from './use-cases/bulk/staff-bulk.ts'
import type { TxCodes } from './domain/tx-code.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly txCodes: TxCodes
  readonly seals: DraftSeals
  readonly types: ReadonlyMap<string, CredentialType>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly notifying: Pick<Notifying, 'notifier' | 'languages'>
  readonly approvals: { readonly desk: ApprovalDesk; readonly subjects: Map<ApprovalKind, ApprovalSubject> }
}

const usualPace = 500

interface BulkConfig {
  readonly serviceSecret: string
  readonly walletUrl: string
  readonly bulkRowsPerSecond?: number
}

/** Issuing in bulk: what prepares jobs, what staff do with them, and what runs them. */
export interface Bulk {
  readonly prepare: PrepareBulk
  readonly staff: StaffBulk
  readonly runner: BulkRunner
  readonly forSystems: BulkForSystem
  readonly sweep: (now: EpochSeconds) => Promise<void>
}

/** Jobs that ran when the process before this one ended go on as soon as the runner is woken. */
export function assembleBulk({ serviceSecret, walletUrl, bulkRowsPerSecond: rowsPerSecond = usualPace }: BulkConfig, parts: Parts): Bulk {
  const { database, approvals } = parts
  const bulkApprovals = approvedBy(approvals.desk)
  const bulkSeals = sealsUnder(parts.random, serviceSecret)
  const bulkJobs = bulkJobsTable(database)
  const bulkStandings: BulkStandings = { of: (authority, people, now) => standingsOf(database.reads, authority, people, now) }
  const { notifier, languages } = parts.notifying
  const ports = { ...parts, notifier, languages, walletUrl, bulkFiles, bulkSeals, bulkJobs, bulkStandings, bulkApprovals, bulkRuns: bulkRunsTable(database, bulkSeals), bulkMessages: bulkMessagesTable(database) }
  const runner = runBulk({ ...ports, rowsPerSecond, onBulkFault: (error) => parts.logger.error({ err: error }, 'a job of many rows can not go on now') })
  const prepare = prepareBulk(ports)
  const staff = staffBulk({ ...ports, runner })
  const inWords = (row: BulkRow, isOver: boolean) => ({ en: whatBecomes(row, isOver, 'en'), cy: whatBecomes(row, isOver, 'cy') })
  approvals.subjects.set('bulk-issue', bulkSubject({ bulkJobs, types: parts.types, rowsOf: (id, job, asked) => staff.rows({ id }, job, asked), delivery: deliveryInWords, whatBecomes: inWords }))
  return { prepare, forSystems: bulkForSystem({ ...ports, prepare, runner }), staff, runner, sweep: (now) => bulkJobs.sweep(now) }
}

const approvedBy = (desk: ApprovalDesk): BulkApprovals => ({
  ask: async ({ id, contentHash }, staff) => void (await desk.ask(staff, { kind: 'bulk-issue', subject: id, contentHash })),
  of: async ({ authority, id, contentHash }, now) => {
    const approval = await desk.of(authority, 'bulk-issue', id)
    if (approval === null) return null
    return { state: approvalStateAt(approval, now), wasApproved: approval.state === 'approved' && approval.contentHash === contentHash, mayBegin: mayBegin(approval, contentHash, now), decidedBy: approval.decidedBy }
  },
})
