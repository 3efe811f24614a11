import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import type { StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Approval } from '../domain/approval.ts'
import type { Counterfoil, CounterfoilId } from '../domain/counterfoil.ts'
import type { JobReason, StatusJob, StatusJobId, UndoneWhy } from '../domain/status-jobs/status-job.ts'
import type { StaffMember } from '../domain/staff-member.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { Telling, Told } from '../domain/status-jobs/telling.ts'
import type { MessageCount, SealedMessage } from './notifier.ts'
import type { ReferenceMeant } from './caseload.ts'

export interface StatusJobToPrepare extends Pick<StatusJob, 'id' | 'authority' | 'change' | 'unknownLines' | 'madeBy' | 'madeAt'> {
  readonly ids: readonly CounterfoilId[]
}

/** What a change would do now, or did: how many of each kind. */
export interface StatusJobPlan {
  /** Stand where the change starts. */
  readonly toChange: number
  /** Stand where it leads. */
  readonly already: number
  /** Revoked, and nothing changes them; or they don't stand where the change starts. */
  readonly cannot: number
  /** Of a type that doesn't know the change. */
  readonly ofOtherKind: number
  /** Expired: changing them has no effect on anybody. */
  readonly expired: number
  /** Still to be collected, of the same people and types: this change doesn't end an offer. */
  readonly openOffers: number
}

export interface OneToStage extends Pick<ConfirmedJob, 'reason' | 'telling' | 'appliesAt'> {
  readonly counterfoil: CounterfoilId
  readonly changeable: readonly string[]
}

export interface StatusJobProgress {
  readonly done: number
  readonly changed: number
}

export interface ConfirmedJob {
  readonly reason: JobReason
  /** When it begins, if nobody else has to be asked. */
  readonly appliesAt: EpochSeconds
  /** As the audit names whoever confirmed it, and a keyed hash of the human being. */
  readonly by: string
  readonly person: string
  readonly telling: Telling
  /** More than so many within that time need a second person. */
  readonly above: number
  readonly window: Seconds
}

/** How many rows of a job are of which type. */
export interface TypeCount {
  readonly configurationId: string
  readonly many: number
}

export type CredentialOfJob = Pick<Counterfoil, 'id' | 'configurationId' | 'status' | 'expiresAt'>

export interface JobOfCredential {
  readonly counterfoil: CounterfoilId
  readonly job: StatusJob
}

/** Changes of one or many, in the database. Another authority's are not there. */
export interface StatusJobs {
  prepare(job: StatusJobToPrepare): Promise<void>
  /**
   * Makes and confirms a change of one credential, and tells which job that is: where the same is about to be done to it already, by whomever, for the same
   * reason and told in the same way, it is that one. `otherwise` where it is for another reason or told in another way, and `nothing` where nothing would
   * change; then nothing is made.
   */
  stageOne(job: Omit<StatusJobToPrepare, 'ids' | 'unknownLines'>, one: OneToStage): Promise<{ readonly id: StatusJobId } | 'otherwise' | 'nothing'>
  find(authority: string, id: StatusJobId): Promise<StatusJob | null>
  recent(authority: string, most: number): Promise<readonly StatusJob[]>
  idsOf(id: StatusJobId): Promise<readonly CounterfoilId[]>
  plan(job: StatusJob, changeable: readonly string[], now: EpochSeconds): Promise<StatusJobPlan>
  progress(id: StatusJobId): Promise<StatusJobProgress>
  typesOf(id: StatusJobId): Promise<readonly TypeCount[]>
  /** What it is about, by their ids, as they stand now. */
  credentialsOf(id: StatusJobId, asked: { readonly after: string; readonly most: number }): Promise<readonly CredentialOfJob[]>
  /**
   * `staged` until it begins, when one person may let so many go, with all that they did within `window`; else `waiting` for a second one. Null when
   * it was confirmed or undone before.
   */
  confirm(job: StatusJob, confirmed: ConfirmedJob, now: EpochSeconds): Promise<'staged' | 'waiting' | null>
  /** How many credentials somebody let be changed since then without a second person. */
  aloneSince(authority: string, person: string, since: EpochSeconds): Promise<number>
  /** A second person let it go ahead. */
  stage(id: StatusJobId, appliesAt: EpochSeconds): Promise<boolean>
  /** False once it has begun: then nothing is taken back. */
  undo(authority: string, id: StatusJobId, by: string, now: EpochSeconds): Promise<boolean>
  /** Ends what its second person won't let begin, and tells the audit why; nothing where it has begun. */
  giveUp(id: StatusJobId, why: UndoneWhy, now: EpochSeconds): Promise<void>
  /** Those that wait, are staged, run, or were not seen published. */
  underWay(): Promise<readonly StatusJob[]>
  /** From staged to running, at its time. False when it was undone, or somebody else began it. */
  begin(id: StatusJobId, now: EpochSeconds): Promise<boolean>
  /** The next ones of a job that runs, changed and noted in one unit; empty when none are left, and then it is done. Killed, it goes on where it was. */
  runSome(job: StatusJob, options: { readonly most: number; readonly changeable: readonly string[]; readonly now: EpochSeconds }): Promise<StatusJobStep>
  /** Of those that were asked for. */
  changedIds(id: StatusJobId): Promise<readonly CounterfoilId[]>
  notePublished(id: StatusJobId, at: EpochSeconds): Promise<void>
  /** What is confirmed and not done yet, of each of these; oldest first. */
  underWayOf(authority: string, counterfoils: readonly CounterfoilId[]): Promise<readonly JobOfCredential[]>
  /** What was done to one, oldest first. */
  ofCounterfoil(authority: string, counterfoil: CounterfoilId): Promise<readonly StatusJob[]>
  /** Forgets what was prepared and never confirmed. */
  sweep(now: EpochSeconds): Promise<void>
}

/** Somebody whom a change is about, with one type that was changed: told once, however many credentials of it they have. */
export interface ToTell {
  readonly person: PersonHandle
  readonly configurationId: string
  readonly counterfoils: readonly CounterfoilId[]
  /** Whether they are still as the change left them. */
  readonly stands: boolean
}

/** How those whom changes are about are told of them. */
export interface StatusTellings {
  /** Changes that are done, and of which not everybody was told yet. */
  due(): Promise<readonly StatusJob[]>
  toTell(job: Pick<StatusJob, 'id' | 'change'>): Promise<readonly ToTell[]>
  /** Notes what became of some, with their messages, in one unit. */
  note(id: StatusJobId, told: readonly { readonly counterfoils: readonly CounterfoilId[]; readonly told: Told }[], messages: readonly SealedMessage[], now: EpochSeconds): Promise<void>
  /** Everybody was told. */
  finish(id: StatusJobId, now: EpochSeconds): Promise<void>
  /** Everybody whom a change would be about. */
  personsOf(id: StatusJobId): Promise<readonly PersonHandle[]>
  /** How many couldn't be told, and what became of the messages to the others. */
  outcome(authority: string, id: StatusJobId): Promise<TellingOutcome>
  /** Puts those that were given up on their way again; how many. */
  again(authority: string, id: StatusJobId, now: EpochSeconds): Promise<number>
}

export interface TellingOutcome {
  readonly unreachable: number
  readonly gone: number
  readonly overtaken: number
  readonly messages: readonly MessageCount[]
}

export interface StatusJobStep {
  readonly isOver: boolean
  readonly changed: readonly CounterfoilId[]
}

/** Which of what a reference means can be changed. */
export interface ReferencedFilter {
  readonly configurationIds: readonly string[] | null
  readonly statuses: readonly StatusValue[]
  readonly now: EpochSeconds
}

/** Finds what references mean, many at once. */
export interface ReferencedCounterfoils {
  /** Of each reference, in their order: everything of it that is not at its end and stands so. */
  find(authority: string, references: readonly ReferenceMeant[], filter: ReferencedFilter): Promise<readonly (readonly CounterfoilId[])[]>
}

/** Somebody else who has to let a change of many go ahead. */
export interface SecondPerson {
  ask(staff: StaffMember, what: SecondPersonAsked): Promise<unknown>
  /** The newest that was asked of them about a change; null when nobody asked. */
  of(authority: string, kind: SecondPersonAsked['kind'], subject: string): Promise<Approval | null>
}

export interface SecondPersonAsked {
  readonly kind: 'bulk-status'
  readonly subject: string
  readonly contentHash: string
}

/** The forms of all councils, as their public registers tell them. */
export interface RegisteredForms {
  /** How many ask for one of these types; null while a register can't be read. */
  askingFor(vcts: readonly string[]): Promise<number | null>
}
