import { CallerCounts } from '@counterfoil/service-kit/http/caller-counts'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { keyCertificates } from './adapters/staff/key-certificates.ts'
import { overviewCounts } from './adapters/staff/overview-counts.ts'
import { approvalsTable } from './adapters/approvals/approvals-table.ts'
import { breakGlassesTable } from './adapters/approvals/break-glasses-table.ts'
import { bulkJobsTable } from './adapters/bulk/bulk-jobs-table.ts'
import { statusJobsTable } from './adapters/status-jobs/status-jobs-table.ts'
import { dataRequestsTable } from './adapters/requests/data-requests-table.ts'
import { reusedCodes } from './adapters/reused-codes.ts'
import { passkeysTable } from './adapters/staff/passkeys-table.ts'
import { webAuthn } from './adapters/staff/web-authn.ts'
import type { Attention } from './ports/attention.ts'
import type { StaffSessions } from './ports/staff-sessions.ts'
import type { Notifying } from './assemble-notify.ts'
import type { RecordSource } from './ports.ts'
import type { LedgerWrites } from './ports/ledger-writes.ts'
import type { RecordGaps } from './ports/record-gaps.ts'
import { moreRecordsInWords, recordLacksInWords } from './pages/words/people.ts'
import { unsentInWords } from './pages/words/notify/post.ts'
import { messageAttention, messageAttentionForOperators } from './use-cases/notify/message-attention.ts'
import { bulkAttention, bulkAttentionForOperators } from './use-cases/bulk/bulk-attention.ts'
import { statusJobAttention, statusJobAttentionForOperators } from './use-cases/status-jobs/status-job-attention.ts'
import { breakGlassAttention } from './use-cases/approvals/break-glass-attention.ts'
import { recordAttention } from './use-cases/record-attention.ts'
import { requestAttention } from './use-cases/requests/request-attention.ts'
import { approvalAttention, keyAttention, ledgerAttention, reuseAttention, staffOverview } from './use-cases/staff/overview.ts'
import { sessionKeeping, type SessionKeeping } from './use-cases/staff/end-sessions.ts'
import type { Catalogue } from './assemble-catalogue.ts'
import { stepUp, type StepUp } from './use-cases/staff/step-up.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly sessions: StaffSessions
  readonly ledgerWrites: LedgerWrites
  readonly logger: Logger
  readonly gaps: RecordGaps
  readonly records: RecordSource
  readonly types: ReadonlyMap<string, CredentialType>
  readonly network: AnyNetwork
  /** From one tick of the publishing clock to the next. */
  readonly publishedEvery: Seconds
  readonly notifying: Pick<Notifying, 'outbox'>
  readonly catalogue: Pick<Catalogue, 'attention'>
}

const mostMisses = 5
const stretch = 15 * 60_000

/** What staff are told to tell whoever runs the service: there it stands too, as counts. */
const forOperators = ({ database, notifying, publishedEvery }: Parts): readonly Attention[] => [messageAttentionForOperators(notifying.outbox, unsentInWords), bulkAttentionForOperators(bulkJobsTable(database)), statusJobAttentionForOperators(statusJobsTable(database), publishedEvery)]

/** What staff begin with, how they prove that they are there, and end sessions. Wrong passkeys are counted by account, in this process. */
export const assembleStaff = (parts: Parts, origin: string): { readonly keeping: SessionKeeping; readonly stepUp: StepUp; readonly overview: ReturnType<typeof staffOverview> } => ({
  overview: staffOverview({ clock: parts.clock, counts: overviewCounts(parts.database), attention: [ledgerAttention(parts.ledgerWrites), keyAttention(keyCertificates(parts.network)), approvalAttention(approvalsTable(parts.database)), reuseAttention(reusedCodes(parts.database)), ...breakGlassAttention(breakGlassesTable(parts.database)), requestAttention(dataRequestsTable(parts.database)), messageAttention(parts.notifying.outbox, unsentInWords), bulkAttention(bulkJobsTable(parts.database)), recordAttention({ ...parts, onRecordAway: (error) => parts.logger.warn({ err: error }, "a council's record could not be read"), inWords: recordLacksInWords, moreInWords: moreRecordsInWords }), statusJobAttention(statusJobsTable(parts.database), parts.publishedEvery), ...forOperators(parts), ...parts.catalogue.attention] }),
  keeping: sessionKeeping(parts),
  stepUp: stepUp({ ...parts, passkeys: passkeysTable(parts.database), ceremonies: webAuthn(origin), misses: new CallerCounts(mostMisses, stretch) }),
})
