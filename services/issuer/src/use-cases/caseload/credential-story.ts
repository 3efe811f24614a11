import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { plus, seconds, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Authority } from '../../domain/authority.ts'
import type { Counterfoil, CounterfoilId, StatusChange } from '../../domain/counterfoil.ts'
import type { PersonRecord } from '../../domain/council-record.ts'
import { isOfStatus, type StatusJob } from '../../domain/status-jobs/status-job.ts'
import type { Counterfoils } from '../../ports.ts'
import type { StatusJobs } from '../../ports/status-jobs.ts'
import type { Timelines } from '../../ports/timelines.ts'
import { listTtl } from '../sign-list.ts'
import type { StaffCases } from '../staff-cases.ts'

export type StoryEvent = AuditEvent['event'] | 'renewed' | 'frozen' | 'published' | 'anchored'

/** One line of a credential's story. */
export interface StoryLine {
  readonly event: StoryEvent
  readonly at: EpochSeconds
  readonly actor: string | null
  readonly reason: string | null
  /** Where the audit log tells it. */
  readonly number: number | null
  readonly newer: CounterfoilId | null
  /** Of a list that was seen served: how long after the change that was, and until when at the latest verifiers may hold an older one. */
  readonly served: { readonly after: Seconds; readonly allBy: EpochSeconds; readonly change: StatusChange } | null
}

export interface CredentialStory {
  readonly counterfoil: Counterfoil
  readonly type: CredentialType | null
  /** Null when the record no longer holds the person, or can't be read now. */
  readonly record: PersonRecord | null
  /** What is confirmed for it, and not done yet. */
  readonly underWay: readonly StatusJob[]
  /** Oldest first. */
  readonly lines: readonly StoryLine[]
}

interface Ports {
  readonly counterfoils: Pick<Counterfoils, 'find'>
  readonly timelines: Timelines
  readonly jobs: Pick<StatusJobs, 'ofCounterfoil' | 'underWayOf'>
  readonly cases: Pick<StaffCases, 'recordOf'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

const plain = { actor: null, reason: null, number: null, newer: null, served: null } as const

/** All that happened to one credential. Refuses `not_found` for another authority's. */
export const credentialStory =
  ({ counterfoils, timelines, jobs, cases, configurations }: Ports) =>
  async (authority: Authority, id: CounterfoilId): Promise<CredentialStory> => {
    const counterfoil = await counterfoils.find(authority.id, id)
    if (counterfoil === null) throw new Refusal('not_found')
    const [{ told, newer, anchored }, published, underWay, record] = await Promise.all([timelines.of(authority.id, counterfoil), jobs.ofCounterfoil(authority.id, id), jobs.underWayOf(authority.id, [id]), recordOf(cases, authority, counterfoil)])
    const last = told.at(-1)
    const lines: StoryLine[] = [
      ...told.map((one) => ({ ...one, newer: null, served: null, event: one.reason === 'lost_device' ? ('frozen' as const) : one.event })),
      ...published.flatMap(({ doneAt, publishedAt, change }) => (publishedAt === null || doneAt === null || !isOfStatus(change) ? [] : [{ ...plain, event: 'published' as const, at: publishedAt, served: { after: seconds(publishedAt - doneAt), allBy: plus(publishedAt, listTtl), change } }])),
      ...(newer === null ? [] : [{ ...plain, event: 'renewed' as const, at: newer.at, newer: newer.id }]),
      ...(anchored !== null && last !== undefined && anchored.number >= last.number ? [{ ...plain, event: 'anchored' as const, at: anchored.at }] : []),
    ]
    // Of one second, as they are told.
    return { counterfoil, type: configurations.get(counterfoil.configurationId)?.type ?? null, record, underWay: underWay.map(({ job }) => job), lines: lines.toSorted((one, other) => one.at - other.at) }
  }

/** The page is no use to nobody while the record is away. */
const recordOf = (cases: Ports['cases'], authority: Authority, { person }: Counterfoil): Promise<PersonRecord | null> =>
  cases.recordOf(authority, person).catch((error: unknown) => {
    if (error instanceof Refusal && (error.code === 'records_away' || error.code === 'records_unusable')) return null
    throw error
  })
