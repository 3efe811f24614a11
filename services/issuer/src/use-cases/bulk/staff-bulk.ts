import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import { progressOf, type BulkJob, type BulkJobId, type BulkRow, type BulkState, type Progress, type ResultKind } from '../../domain/bulk/bulk-job.ts'
import type { RowInError } from '../../domain/bulk/bulk-plan.ts'
import type { PersonRecord } from '../../domain/council-record.ts'
import { takenAsFiles } from '../../domain/bulk/bulk-delivery.ts'
import type { OfferId, PersonHandle } from '../../domain/credential-offer.ts'
import type { StaffMember } from '../../domain/staff-member.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { BulkApproval, BulkApprovals, BulkJobs, BulkMessages, BulkResult, BulkSeals, Move, RowsAsked } from '../../ports/bulk.ts'
import type { RecordSource } from '../../ports.ts'
import type { MessageCount, Notifier } from '../../ports/notifier.ts'
import type { BulkRunner } from './run-bulk.ts'

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly records: RecordSource
  readonly bulkJobs: BulkJobs
  readonly bulkSeals: BulkSeals
  readonly bulkApprovals: BulkApprovals
  readonly bulkMessages: BulkMessages
  readonly notifier: Pick<Notifier, 'wake'>
  readonly runner: Pick<BulkRunner, 'wake'>
}

/** A job among others, with what was said of it while that counts. */
export interface ListedJob {
  readonly job: BulkJob
  readonly approval: BulkApproval | null
  /** It runs once another one of the same authority is done. */
  readonly waits: boolean
}

/** A job as staff see it now. */
export interface ShownJob extends ListedJob {
  readonly progress: Progress
}

/** A row with the person as the record knows them now; null for somebody it no longer holds. */
export interface ShownRow {
  readonly row: BulkRow
  readonly person: PersonRecord | null
}

export interface HandedOn {
  readonly number: number
  readonly reference: string
  readonly typeId: string
  readonly language: string
  readonly text: string
}

/** By whom a move is told of. */
const actorOf = ({ subject }: StaffMember): string => `staff:${subject}`

/** What staff do with jobs of many rows. Everything is of their own authority; another's is not found. */
export function staffBulk({ clock, random, records, bulkJobs, bulkSeals, bulkApprovals, bulkMessages, notifier, runner }: Ports) {
  const find = async (authority: Authority, id: BulkJobId): Promise<BulkJob> => {
    const job = await bulkJobs.find(authority.id, id)
    if (job === null) throw new Refusal('not_found')
    return job
  }
  const show = async (authority: Authority, id: BulkJobId): Promise<ShownJob> => {
    const job = await find(authority, id)
    const waits = job.state === 'running' && (await bulkJobs.inLine(authority.id)).includes(id)
    return { job, waits, approval: await bulkApprovals.of(job, clock.now()), progress: progressOf(job, clock.now()) }
  }
  const moveOf = (authority: Authority, id: BulkJobId, staff: StaffMember): Move => ({ authority: authority.id, id, by: actorOf(staff), now: clock.now() })
  /** What stands as it was to be is as well as done: pressed twice, in two tabs, or by somebody else. Refuses `not_found`; `conflict` for a job that has moved on otherwise. */
  const moved = async (authority: Authority, id: BulkJobId, did: boolean, ...to: readonly BulkState[]): Promise<void> => {
    if (!did && !to.includes((await find(authority, id)).state)) throw new Refusal('conflict')
  }
  const peopleOf = (authority: Pick<Authority, 'id'>, rows: readonly BulkRow[]): Promise<ReadonlyMap<PersonHandle, PersonRecord>> => records.people(authority.id, rows.map(({ person }) => person))
  return {
    list: async (authority: Authority): Promise<readonly ListedJob[]> => {
      const [jobs, inLine] = [await bulkJobs.list(authority.id), await bulkJobs.inLine(authority.id)]
      return Promise.all(jobs.map(async (job) => ({ job, waits: inLine.includes(job.id), approval: job.state === 'asked' ? await bulkApprovals.of(job, clock.now()) : null })))
    },
    show,
    rows: async (authority: Pick<Authority, 'id'>, id: BulkJobId, asked: RowsAsked): Promise<readonly ShownRow[]> => {
      const rows = await bulkJobs.rows(authority.id, id, asked)
      const people = await peopleOf(authority, rows)
      return rows.map((row) => ({ row, person: people.get(row.person) ?? null }))
    },
    /** The errors of a file; null once they are gone, or for another session than the one that sent it. */
    errors: async (authority: Authority, id: BulkJobId, secret: string): Promise<readonly RowInError[] | null> => {
      const sealed = await bulkJobs.sealedErrors(authority.id, id)
      return sealed === null ? null : bulkSeals.openErrors(secret, id, sealed)
    },
    ask: async (authority: Authority, id: BulkJobId, staff: StaffMember): Promise<void> => {
      const job = await find(authority, id)
      if (job.counts.create === 0) throw new Refusal('conflict')
      // Asked before, by a process that died in between or for an approval that ran out: asking again asks once.
      if (job.state !== 'asked') await moved(authority, id, await bulkJobs.ask(moveOf(authority, id, staff)), 'asked')
      await bulkApprovals.ask(job, staff)
    },
    /** Refuses `forbidden` while nobody has approved it as it stands. */
    start: async (authority: Authority, id: BulkJobId, { staff, secret, pauseAfter }: { readonly staff: StaffMember; readonly secret: string; readonly pauseAfter: number | null }): Promise<void> => {
      const shown = await show(authority, id)
      if (shown.job.state === 'asked' && shown.approval?.mayBegin !== true) throw new Refusal('forbidden')
      await moved(authority, id, await bulkJobs.start(moveOf(authority, id, staff), { resultKey: bulkSeals.resultKeyOf(secret, id), pauseAfter }), 'running', 'paused', 'finished')
      runner.wake()
    },
    pause: async (authority: Authority, id: BulkJobId, staff: StaffMember): Promise<void> => moved(authority, id, await bulkJobs.pause(moveOf(authority, id, staff)), 'paused', 'finished'),
    /** How many offers are made anew when this session lets the job go on: their links or codes only another one can read. */
    toMakeAnew: async ({ job }: ShownJob, secret: string): Promise<number> => {
      if (job.state !== 'paused' || takenAsFiles(job.delivery).length === 0 || job.ranBy?.startsWith('staff:') !== true) return 0
      const first = await bulkJobs.firstResult(job.authority, job.id)
      return first === null || bulkSeals.openResults(secret, job.id, first) !== null ? 0 : bulkJobs.openOffers(job.authority, job.id, clock.now())
    },
    /** Refuses `conflict` where offers had to be made anew and `mayMakeAnew` doesn't say that whoever asks knows. */
    resume: async (authority: Authority, id: BulkJobId, { staff, secret, mayMakeAnew }: { readonly staff: StaffMember; readonly secret: string; readonly mayMakeAnew: boolean }): Promise<void> => {
      const drawOffer = (): OfferId => timeOrderedId(clock.now(), random) as OfferId
      await moved(authority, id, await bulkJobs.resume(moveOf(authority, id, staff), { resultKey: bulkSeals.resultKeyOf(secret, id), mayMakeAnew, drawOffer }), 'running', 'finished')
      runner.wake()
    },
    cancel: async (authority: Authority, id: BulkJobId, staff: StaffMember): Promise<void> => moved(authority, id, await bulkJobs.cancel(moveOf(authority, id, staff)), 'cancelled'),
    withdraw: async (authority: Authority, id: BulkJobId, staff: StaffMember): Promise<number> => {
      await find(authority, id)
      return bulkJobs.withdraw(moveOf(authority, id, staff))
    },
    /** What became of what was written to people. */
    messages: (authority: Authority, id: BulkJobId): Promise<readonly MessageCount[]> => bulkMessages.of(authority.id, id),
    /** Puts what couldn't be sent on its way again; what is on it stays there. */
    sendAgain: async (authority: Authority, id: BulkJobId, staff: StaffMember): Promise<void> => {
      await find(authority, id)
      if ((await bulkMessages.again(moveOf(authority, id, staff))) > 0) notifier.wake()
    },
    openOffers: (authority: Authority, id: BulkJobId): Promise<number> => bulkJobs.openOffers(authority.id, id, clock.now()),
    /** Whether what the run made is there, and this session can read it. */
    canTake: async (authority: Authority, id: BulkJobId, secret: string): Promise<'yes' | 'not_yours' | 'gone'> => {
      const first = await bulkJobs.firstResult(authority.id, id)
      return first === null ? 'gone' : bulkSeals.openResults(secret, id, first) === null ? 'not_yours' : 'yes'
    },
    /**
     * What is handed on, by the council's own references; counts as taken once all of it is there to be given. Refuses `forbidden` for another
     * session than the one that ran it, `conflict` when it is gone, `records_away`, `records_unusable`.
     */
    take: async (authority: Authority, id: BulkJobId, kind: ResultKind, { staff, secret }: { readonly staff: StaffMember; readonly secret: string }): Promise<readonly HandedOn[]> => {
      const { outcomes } = await find(authority, id)
      const sealed = await bulkJobs.results(authority.id, id, kind)
      if (sealed.length === 0) throw new Refusal('conflict')
      const texts = new Map(sealed.flatMap((piece) => (bulkSeals.openResults(secret, id, piece) ?? notYours()).map(({ number, text }: BulkResult) => [number, text] as const)))
      const rows = await bulkJobs.rows(authority.id, id, { plan: 'create', outcome: 'offered', after: 0, most: outcomes.offered })
      const people = await peopleOf(authority, rows)
      // Of an offer that was over when another session let the job go on there is nothing to hand on.
      const handedOn = rows.flatMap(({ number, person, typeId, language }) => {
        const text = texts.get(number)
        return text === undefined ? [] : [{ number, reference: people.get(person)?.reference ?? '', typeId, language, text }]
      })
      if (handedOn.length !== texts.size) raise()
      if (!(await bulkJobs.takeResults(moveOf(authority, id, staff), kind))) throw new Refusal('conflict')
      return handedOn
    },
  }
}

function notYours(): never {
  throw new Refusal('forbidden')
}

function raise(): never {
  throw new Error('A result is there, and its row is of another run.')
}

export type StaffBulk = ReturnType<typeof staffBulk>
