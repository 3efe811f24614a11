import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { epochSeconds, plus, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../../domain/authority.ts'
import type { CounterfoilId } from '../../domain/counterfoil.ts'
import { isKindOf, statusChanges } from '../../domain/counterfoil.ts'
import { actorOfStaff, isOfStatus, jobContent, mostInJob, type JobChange, type JobReason, type StatusJob, type StatusJobId } from '../../domain/status-jobs/status-job.ts'
import { destinationFor } from '../../domain/notify/destination-for.ts'
import { openTellings, type Telling } from '../../domain/status-jobs/telling.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import { peopleOrAway } from './tell-of-changes.ts'
import type { ApproverOf } from '../../ports/approvals.ts'
import type { ReferenceMeant } from '../../ports/caseload.ts'
import type { Notifier } from '../../ports/notifier.ts'
import type { Counterfoils, RecordSource } from '../../ports.ts'
import type { JobOfCredential, ReferencedCounterfoils, SecondPerson, StatusTellings, TellingOutcome, StatusJobPlan, StatusJobProgress, StatusJobs, TypeCount } from '../../ports/status-jobs.ts'

export interface StatusJobDeskPorts {
  readonly clock: Clock
  readonly random: Random
  readonly jobs: StatusJobs
  readonly counterfoils: Pick<Counterfoils, 'find' | 'noteRefused'>
  readonly referenced: ReferencedCounterfoils
  readonly meantBy: (authority: Authority, reference: string) => ReferenceMeant
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly secondPerson: SecondPerson
  readonly sha256: (text: string) => string
  /** How long a change of many can be undone before it begins. */
  readonly undoFor: Seconds
  /** More than so many need a second person: of one change, or of all that one human being did alone within `fourEyesWithin`. */
  readonly fourEyesAbove: number
  readonly fourEyesWithin: Seconds
  readonly approverOf: ApproverOf
  readonly tellings: Pick<StatusTellings, 'personsOf' | 'outcome' | 'again'>
  readonly records: Pick<RecordSource, 'people'>
  readonly notifier: Pick<Notifier, 'channelsOf' | 'wake'>
}

/** A change of many with what it would do, or how far it is. */
export interface ShownStatusJob {
  readonly job: StatusJob
  readonly plan: StatusJobPlan
  readonly progress: StatusJobProgress
  readonly types: readonly (TypeCount & { readonly type: CredentialType | null })[]
  /** Which one it is about; null for several, or none. */
  readonly one: CounterfoilId | null
  readonly needsSecondPerson: boolean
  /** How many whoever looks at it let be changed lately without a second person. */
  readonly doneAlone: number
  /** How those whom it is about can be told of it, with how many can't by that way; null while the record can't be read. */
  readonly tellable: readonly { readonly telling: Telling; readonly unreachable: number | null }[]
  /** What became of telling them; null before. */
  readonly told: TellingOutcome | null
}

/** A change of one credential, with why, and how its holder is told. */
export interface OneChange {
  readonly counterfoil: CounterfoilId
  readonly change: JobChange
  readonly reason: JobReason
  readonly telling: Telling
}

/** Configurations whose types know a change. */
export const changeableBy = (configurations: ReadonlyMap<string, CredentialConfiguration>, change: JobChange): readonly string[] =>
  [...configurations.values()].filter(({ type }) => !isOfStatus(change) || isKindOf(change, type.statusKinds)).map(({ id }) => id)

/** Where staff prepare a change of one or many, see what it would do, confirm it, and undo it while nothing has begun. */
export function statusJobDesk(ports: StatusJobDeskPorts) {
  const { clock, random, jobs, configurations, fourEyesAbove, fourEyesWithin, undoFor, approverOf } = ports
  const found = async (authority: Authority, id: StatusJobId): Promise<StatusJob> => {
    const job = await jobs.find(authority.id, id)
    if (job === null) throw new Refusal('not_found')
    return job
  }
  const prepare = async (authority: Authority, staff: StaffMember, change: JobChange, { ids, unknownLines }: { readonly ids: readonly CounterfoilId[]; readonly unknownLines: readonly number[] }): Promise<StatusJobId> => {
    const now = clock.now()
    const id = timeOrderedId(now, random) as StatusJobId
    await jobs.prepare({ id, authority: authority.id, change, ids, unknownLines, madeBy: actorOfStaff(staff), madeAt: now })
    return id
  }
  /** Before it is confirmed: who would be told, by which way, and who couldn't be. */
  const tellableOf = async (authority: Authority, job: StatusJob): Promise<ShownStatusJob['tellable']> => {
    const open = job.state === 'prepared' ? openTellings(ports.notifier.channelsOf(authority.id)) : []
    if (open.length < 2) return []
    const persons = await ports.tellings.personsOf(job.id)
    const people = await peopleOrAway(ports.records, authority.id, persons)
    const cannot = (telling: Telling): number | null => {
      if (telling === 'none') return 0
      return people === null ? null : persons.filter((person) => { const record = people.get(person); return record === undefined || destinationFor(telling, record) === null }).length
    }
    return open.map((telling) => ({ telling, unreachable: cannot(telling) }))
  }
  const ask = async (staff: StaffMember, job: StatusJob): Promise<void> => {
    await ports.secondPerson.ask(staff, { kind: 'bulk-status', subject: job.id, contentHash: await contentHashOf(ports, job) })
  }
  return {
    /** The job alone. Refuses `not_found`. */
    find: found,
    /** Of those that were selected. Refuses `invalid_request` for more than can be changed at once. */
    prepareSelected: (authority: Authority, staff: StaffMember, change: JobChange, ids: readonly CounterfoilId[]): Promise<StatusJobId> => {
      if (ids.length > mostInJob) throw new Refusal('invalid_request', { detail: 'too many' })
      return prepare(authority, staff, change, { ids, unknownLines: [] })
    },
    /** Of everything that references mean and that can be changed; lines that mean nothing such are told by their numbers. Null for more than can be changed at once. */
    prepareReferenced: async (authority: Authority, staff: StaffMember, change: JobChange, asked: { readonly references: ReadonlyMap<number, string>; readonly typeId: string | null }): Promise<StatusJobId | null> => {
      const meant = [...asked.references.values()].map((reference) => ports.meantBy(authority, reference))
      const changeable = changeableBy(configurations, change).filter((id) => asked.typeId === null || configurations.get(id)?.type.id === asked.typeId)
      const statuses = isOfStatus(change) ? statusChanges[change].from : [statusValue.valid, statusValue.suspended]
      const ids = await ports.referenced.find(authority.id, meant, { configurationIds: changeable, statuses, now: clock.now() })
      const meantIds = [...new Set(ids.flat())]
      if (meantIds.length > mostInJob) return null
      const lines = [...asked.references.keys()]
      return prepare(authority, staff, change, { ids: meantIds, unknownLines: lines.filter((_, place) => ids[place]?.length === 0) })
    },
    show: async (authority: Authority, staff: StaffMember, id: StatusJobId): Promise<ShownStatusJob> => {
      const job = await found(authority, id)
      const doneAlone = job.state === 'prepared' ? await jobs.aloneSince(authority.id, approverOf(staff).person, epochSeconds(clock.now() - fourEyesWithin)) : 0
      const [plan, progress, types, [first]] = await Promise.all([jobs.plan(job, changeableBy(configurations, job.change), clock.now()), jobs.progress(id), jobs.typesOf(id), jobs.credentialsOf(id, { after: '', most: 1 })])
      return { job, plan, progress, one: job.many === 1 ? (first?.id ?? null) : null, types: types.map((one) => ({ ...one, type: configurations.get(one.configurationId)?.type ?? null })), needsSecondPerson: job.many + doneAlone > fourEyesAbove, doneAlone, tellable: await tellableOf(authority, job), told: job.state === 'done' && job.telling !== 'none' ? await ports.tellings.outcome(authority.id, id) : null }
    },
    recent: (authority: Authority, most: number): Promise<readonly StatusJob[]> => jobs.recent(authority.id, most),
    /** Pressed twice, it is confirmed once. */
    confirm: async (authority: Authority, staff: StaffMember, id: StatusJobId, { reason, telling }: { readonly reason: JobReason; readonly telling: Telling }): Promise<void> => {
      const job = await found(authority, id)
      // Whoever died between the two asks again.
      if (job.state === 'waiting') await ask(staff, job)
      if (job.state !== 'prepared' || job.many === 0) return
      const now = clock.now()
      if ((await jobs.confirm(job, { reason, telling, appliesAt: plus(now, undoFor), by: actorOfStaff(staff), person: approverOf(staff).person, above: fourEyesAbove, window: fourEyesWithin }, now)) === 'waiting') await ask(staff, { ...job, reason, telling })
    },
    /**
     * Confirms a change of one credential: like one of many, it begins after the time for undoing it. Each is a page, a reason and a press, so nobody else is asked, and
     * it counts for nothing that is. Pressed twice, it is one. Null where it is about to be changed so for another reason, or told in another way. Refuses
     * `not_found` for another authority's, and `conflict` where nothing would change, of which the audit is told.
     */
    changeOne: async (authority: Authority, staff: StaffMember, { counterfoil, change, reason, telling }: OneChange): Promise<StatusJobId | null> => {
      if ((await ports.counterfoils.find(authority.id, counterfoil)) === null) throw new Refusal('not_found')
      const now = clock.now()
      const job = { id: timeOrderedId(now, random) as StatusJobId, authority: authority.id, change, madeBy: actorOfStaff(staff), madeAt: now }
      const staged = await jobs.stageOne(job, { counterfoil, reason, telling, appliesAt: plus(now, undoFor), changeable: changeableBy(configurations, change) })
      if (staged === 'nothing') {
        await ports.counterfoils.noteRefused(authority.id, counterfoil, change, { actor: actorOfStaff(staff), now })
        throw new Refusal('conflict')
      }
      return staged === 'otherwise' ? null : staged.id
    },
    /** What is confirmed for some credentials, and not done yet. */
    underWayOf: (authority: Authority, counterfoils: readonly CounterfoilId[]): Promise<readonly JobOfCredential[]> => jobs.underWayOf(authority.id, counterfoils),
    /** How a change can be told of, by which of an authority's ways. */
    openTellings: (authority: Authority): readonly Telling[] => openTellings(ports.notifier.channelsOf(authority.id)),
    /** Puts what couldn't be sent on its way again. */
    sendAgain: async (authority: Authority, id: StatusJobId): Promise<void> => {
      await found(authority, id)
      if ((await ports.tellings.again(authority.id, id, clock.now())) > 0) ports.notifier.wake()
    },
    /** False once it has begun. */
    undo: async (authority: Authority, staff: StaffMember, id: StatusJobId): Promise<boolean> => {
      await found(authority, id)
      return jobs.undo(authority.id, id, actorOfStaff(staff), clock.now())
    },
  }
}

export type StatusJobDesk = ReturnType<typeof statusJobDesk>

/** What stands for exactly this change of exactly these. */
export const contentHashOf = async ({ jobs, sha256 }: Pick<StatusJobDeskPorts, 'jobs' | 'sha256'>, job: Pick<StatusJob, 'id' | 'authority' | 'change' | 'reason' | 'telling'>): Promise<string> => sha256(jobContent(job, await jobs.idsOf(job.id)))
