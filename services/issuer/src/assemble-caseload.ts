import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { approversOf } from './adapters/approvals/approvers.ts'
import { caseloadTable } from './adapters/caseload/caseload-table.ts'
import { timelines } from './adapters/caseload/timelines.ts'
import { referencedCounterfoils } from './adapters/status-jobs/referenced-counterfoils.ts'
import { registeredForms } from './adapters/status-jobs/registered-forms.ts'
import { servedList } from './adapters/status-jobs/served-list.ts'
import { statusTellingsTable } from './adapters/status-jobs/status-tellings-table.ts'
import { statusJobsTable } from './adapters/status-jobs/status-jobs-table.ts'
import { statusJobsOf, statusOf, type IssuerConfig } from './config.ts'
import type { Notifying } from './assemble-notify.ts'
import type { Authority } from './domain/authority.ts'
import { statusJobInWords } from './pages/status-jobs/status-job-in-words.ts'
import type { Counterfoils, RecordSource } from './ports.ts'
import type { CaseReferences } from './ports/council-api.ts'
import type { SecondPerson } from './ports/status-jobs.ts'
import { credentialStory } from './use-cases/caseload/credential-story.ts'
import { meantBy, readCaseload } from './use-cases/caseload/read-caseload.ts'
import type { StatusPublisher } from './use-cases/publish-status-list.ts'
import type { StaffCases } from './use-cases/staff-cases.ts'
import { statusJobSubject } from './use-cases/status-jobs/approve-status-job.ts'
import { foreseeEffects } from './use-cases/status-jobs/foresee-effects.ts'
import { statusJobRunner } from './use-cases/status-jobs/run-status-jobs.ts'
import { tellOfChanges } from './use-cases/status-jobs/tell-of-changes.ts'
import { statusJobDesk } from './use-cases/status-jobs/status-job-desk.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly counterfoils: Counterfoils
  readonly publisher: StatusPublisher
  readonly authorities: ReadonlyMap<string, Authority>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly notifying: Pick<Notifying, 'notifier' | 'languages'>
}

const looksEvery = seconds(1)

/** What was issued, looked through and changed: one or many. */
export function assembleCaseload(config: IssuerConfig, parts: Parts) {
  const { database, configurations } = parts
  const { undoFor, fourEyesAbove, fourEyesWithin } = statusJobsOf(config)
  const { clock: every } = statusOf(config)
  const jobs = statusJobsTable(database)
  const { notifier, languages } = parts.notifying
  const tellings = statusTellingsTable(database)
  const ports = { ...parts, jobs, tellings, notifier, languages, sha256: sha256Base64Url, undoFor, fourEyesAbove, fourEyesWithin, approverOf: approversOf(config.serviceSecret) }
  const referenced = referencedCounterfoils(database.reads)
  const registers = [...new Set(config.network.authorities.map(({ id, verifierUrl }) => `${verifierUrl.slice(0, -id.length - 1)}/purpose-register.json`))]
  const forms = registeredForms({ registers, fetchOutside: createFetchOutside({ privateHosts: config.privateHosts ?? [] }), clock: parts.clock })
  return {
    jobs,
    subject: statusJobSubject(ports, statusJobInWords),
    /** What staff are shown, and may do. */
    forStaff: (staffCases: StaffCases, secondPerson: SecondPerson) => ({
      caseload: readCaseload({ ...parts, caseload: caseloadTable(database.reads) }),
      story: credentialStory({ ...parts, jobs, timelines: timelines(database.reads), cases: staffCases }),
      statusJobs: statusJobDesk({ ...ports, referenced, secondPerson, meantBy: (authority, reference) => meantBy(parts, authority, reference) }),
      effectsOf: foreseeEffects({ jobs, forms, every, vctsOf: (type) => [...configurations.values()].flatMap((one) => (one.type === type ? [one.vct] : [])) }),
      undoFor,
      fourEyesAbove,
      fourEyesWithin,
    }),
    /** Takes changes of many on, from now until it is stopped. */
    startRunning: (secondPerson: SecondPerson) => {
      const runner = statusJobRunner({ ...ports, every, tell: tellOfChanges(ports), secondPerson, readList: servedList(parts.clock) })
      const looking = startSweep(looksEvery, runner.turn, parts.logger)
      return {
        ...runner,
        stop: async () => {
          looking.stop()
          await runner.stop()
        },
      }
    },
  }
}

export type AssembledCaseload = ReturnType<typeof assembleCaseload>
