import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { BulkJob, BulkJobId, BulkOutcome, BulkRow, PausedBecause, ResultKind } from '../domain/bulk/bulk-job.ts'
import type { FileFault, ReadBulkFile } from '../domain/bulk/bulk-file.ts'
import type { BulkDelivery } from '../domain/bulk/bulk-delivery.ts'
import type { BulkPlan, MarkedOffer, PlannedRow, RowInError, Standing } from '../domain/bulk/bulk-plan.ts'
import type { ApprovalState } from '../domain/approval.ts'
import type { OfferId, PersonHandle } from '../domain/credential-offer.ts'
import type { RepeatableRequest } from '../domain/repeatable-request.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { NewOffer } from '../ports.ts'
import type { MessageCount, SealedMessage } from './notifier.ts'

/** A file as it comes in, piece by piece. */
export type FileBytes = AsyncIterable<Uint8Array>

export interface BulkFiles {
  /** Reads no further than it has to. */
  read(bytes: FileBytes): Promise<ReadBulkFile | FileFault>
}

/** What a job's rows are kept under. */
export interface BulkSeals {
  contentHash(content: string): string
  newSalt(): string
  /** The job that a request of a system is, whenever it is sent. */
  idOf(request: RepeatableRequest): BulkJobId
  /** Tells whether a person's claims, where they are written to, and all that the type says of them, are what they were; of no use to anybody once the salt is gone. */
  markOf(salt: string, person: PersonHandle, type: CredentialType, offered: MarkedOffer): string
  sealErrors(secret: string, id: BulkJobId, errors: readonly RowInError[]): Uint8Array
  /** Null for another session than the one that sent the file. */
  openErrors(secret: string, id: BulkJobId, sealed: Uint8Array): readonly RowInError[] | null
  /** The public half of what only this session can open results with. */
  resultKeyOf(secret: string, id: BulkJobId): P256PublicJwk
  sealResults(key: P256PublicJwk, results: readonly BulkResult[]): string
  /** Null for another session than the one that ran it. */
  openResults(secret: string, id: BulkJobId, sealed: string): readonly BulkResult[] | null
}

/** Of one offer: what opens it, or the code that goes by another way. */
export interface BulkResult {
  readonly number: number
  readonly text: string
}

export interface NewBulkJob {
  readonly id: BulkJobId
  readonly authority: string
  readonly contentHash: string
  readonly delivery: BulkDelivery
  readonly salt: string
  readonly rows: readonly (PlannedRow & { readonly offer: OfferId | null })[]
  readonly errors: number
  readonly sealedErrors: Uint8Array | null
  readonly preparedBy: string
  readonly preparedAt: EpochSeconds
}

export interface RowsAsked {
  readonly plan: BulkPlan | null
  readonly outcome?: BulkOutcome | null
  readonly after: number
  readonly most: number
}

/** Somebody moves a job: only from where it may be moved from. */
export interface Move {
  readonly authority: string
  readonly id: BulkJobId
  readonly by: string
  readonly now: EpochSeconds
}

/** A session that lets a job go on. What was made for another one's key nobody could hand on: the offers are withdrawn, and their rows done anew for this one's. */
export interface ResumingSession {
  readonly resultKey: P256PublicJwk
  /** Whether whoever lets it go on was told that, and how many. */
  readonly mayMakeAnew: boolean
  readonly drawOffer: () => OfferId
}

/** Jobs, and what staff do to them. Every verb that moves one answers whether it did: of two at once one wins. */
export interface BulkJobs {
  /** One that is there already is left as it is. */
  add(job: NewBulkJob): Promise<void>
  find(authority: string, id: BulkJobId): Promise<BulkJob | null>
  list(authority: string): Promise<readonly BulkJob[]>
  /** Those that stand still, the one that does longest first. */
  paused(authority: string): Promise<readonly BulkJob[]>
  /** Those that run once another one of the same authority is done. */
  inLine(authority: string): Promise<readonly BulkJobId[]>
  rows(authority: string, id: BulkJobId, asked: RowsAsked): Promise<readonly BulkRow[]>
  /** How many offers of each type it makes. */
  typesMade(authority: string, id: BulkJobId): Promise<readonly { readonly typeId: string; readonly rows: number }[]>
  sealedErrors(authority: string, id: BulkJobId): Promise<Uint8Array | null>
  ask(move: Move): Promise<boolean>
  /** The first start names what results are sealed to. `pauseAfter`: how many rows are done before it pauses by itself. */
  start(move: Move, how: { readonly resultKey: P256PublicJwk; readonly pauseAfter: number | null }): Promise<boolean>
  pause(move: Move): Promise<boolean>
  /** `by` a session: null for a system, which keeps the key that it gave. */
  resume(move: Move, by: ResumingSession | null): Promise<boolean>
  cancel(move: Move): Promise<boolean>
  /** Any piece of what the run made, to try whether it opens; null when there is none any more. */
  firstResult(authority: string, id: BulkJobId): Promise<string | null>
  /** What a run that is over made, in sealed pieces; empty when it isn't over, or there is nothing any more. */
  results(authority: string, id: BulkJobId, kind: ResultKind): Promise<readonly string[]>
  /** Notes that they are taken, from the first time on for `takingTime`; not when there are none any more. */
  takeResults(move: Move, kind: ResultKind): Promise<boolean>
  /** How many offers of the job can still be collected. */
  openOffers(authority: string, id: BulkJobId, now: EpochSeconds): Promise<number>
  /** Withdraws every offer of the job that nobody has opened; how many. */
  withdraw(move: Move): Promise<number>
  sweep(now: EpochSeconds): Promise<void>
}

/** A job that runs, with what is needed to run it. */
export interface RunningJob {
  readonly id: BulkJobId
  readonly authority: string
  readonly contentHash: string
  readonly delivery: BulkDelivery
  readonly salt: string
  readonly resultKey: P256PublicJwk
  readonly ranBy: string
}

/** A row that is about to become an offer, with what is handed on of it; or why it doesn't. */
export type RowDone = { readonly row: BulkRow; readonly offer: NewOffer; readonly link: string; readonly code: string; readonly messages: readonly SealedMessage[] } | { readonly row: BulkRow; readonly outcome: BulkOutcome }

export interface BulkRuns {
  /** Of each authority the one that has waited longest. */
  next(): Promise<readonly RunningJob[]>
  everyRow(job: RunningJob): Promise<readonly PlannedRow[]>
  todo(job: RunningJob, most: number): Promise<readonly BulkRow[]>
  /**
   * Makes the offers of some rows and notes what became of them, with what is written to people and what is handed on, sealed: all or nothing, and nothing of a job that was
   * paused meanwhile. Who has got an offer or a credential since the rows were planned gets no second one.
   */
  commit(job: RunningJob, rows: readonly RowDone[], now: EpochSeconds): Promise<void>
  stop(job: RunningJob, because: PausedBecause, now: EpochSeconds): Promise<void>
  finish(job: RunningJob, now: EpochSeconds): Promise<void>
}

/** What became of the messages of jobs, also when their rows are gone: offers stand longer. */
export interface BulkMessages {
  of(authority: string, id: BulkJobId): Promise<readonly MessageCount[]>
  /** Puts those that were given up on their way again; how many. */
  again(move: Move): Promise<number>
}

export interface BulkStandings {
  /** How these people stand with each type already, by `keyOf`. */
  of(authority: string, people: readonly PersonHandle[], now: EpochSeconds): Promise<ReadonlyMap<string, Standing>>
}

/** What somebody else said of a job. */
export interface BulkApproval {
  readonly state: ApprovalState
  /** Whether exactly what stands now was approved, whenever that was: what has begun goes on. */
  readonly wasApproved: boolean
  /** Whether it may begin now. */
  readonly mayBegin: boolean
  readonly decidedBy: string | null
}

export interface BulkApprovals {
  /** Asks once: the same content again is the request that waits. */
  ask(job: Pick<BulkJob, 'id' | 'contentHash'>, by: StaffMember): Promise<void>
  of(job: Pick<BulkJob, 'id' | 'authority' | 'contentHash'>, now: EpochSeconds): Promise<BulkApproval | null>
}
