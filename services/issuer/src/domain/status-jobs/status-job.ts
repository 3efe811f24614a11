import type { Branded, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { StatusKind } from '@counterfoil/shared/catalogue/credential-type'
import { statusValue } from '@counterfoil/shared/status-list/status-bits'
import type { StaffMember } from '../staff-member.ts'
import type { Telling } from './telling.ts'
import { isAllowed, isKindOf, isStatusChange, reasonOf, statusChanges, type ChangeReason, type Counterfoil, type CounterfoilId, type StatusChange } from '../counterfoil.ts'

export type StatusJobId = Branded<string, 'StatusJobId'>

/** What is done to many at once: a change of status, or that their renewal opens today. */
export const jobChanges = ['suspend', 'reinstate', 'revoke', 'renew'] as const
export type JobChange = (typeof jobChanges)[number]

/** Why renewal is opened before its time. */
export const renewalReasons = ['record_changed', 'design_changed', 'at_request'] as const
export type JobReason = ChangeReason | (typeof renewalReasons)[number]

/**
 * Where a change of many stands.
 *
 *     prepared ──▶ waiting ──▶ staged ──▶ running ──▶ done
 *         │           │           │
 *         └───────────┴───────────┴──▶ undone
 *
 * Nothing is changed before `running`, and nothing of it is taken back from there on: what was told to be revoked stays revoked.
 */
export const statusJobStates = ['prepared', 'waiting', 'staged', 'running', 'done', 'undone'] as const
export type StatusJobState = (typeof statusJobStates)[number]

/** Why nothing came of a change that needed a second person, and that nobody undid by hand. */
export type UndoneWhy = 'refused' | 'withdrawn' | 'expired' | 'not_as_approved'

/** A change of one or many credentials, as it was prepared. Whom they are about isn't in it. */
export interface StatusJob {
  readonly id: StatusJobId
  readonly authority: string
  readonly change: JobChange
  readonly reason: JobReason | null
  readonly state: StatusJobState
  readonly many: number
  /** Lines of what was pasted that name nothing here, as the text counts them. */
  readonly unknownLines: readonly number[]
  readonly madeBy: string
  readonly madeAt: EpochSeconds
  /** Whoever said that it shall be done, who needn't have prepared it; null until then. What it changes is their doing. */
  readonly confirmedBy: string | null
  /** When somebody let it go ahead without a second person; null until then, and where one has to approve it. */
  readonly aloneAt: EpochSeconds | null
  /** When it begins, once it is confirmed; until then it can be undone. */
  readonly appliesAt: EpochSeconds | null
  /** Whether, and how, those whom it is about are told. */
  readonly telling: Telling
  /** When everybody had been, or couldn't be. */
  readonly toldAt: EpochSeconds | null
  readonly doneAt: EpochSeconds | null
  /** When a list was first served that held all of it. */
  readonly publishedAt: EpochSeconds | null
  /** Null for what was undone by hand, and for what wasn't undone. */
  readonly undoneWhy: UndoneWhy | null
}

export const isJobChange = (text: unknown): text is JobChange => typeof text === 'string' && (jobChanges as readonly string[]).includes(text)

export const reasonsOf = (change: JobChange): readonly JobReason[] => (isOfStatus(change) ? statusChanges[change].reasons : renewalReasons)

/** The reason, when it is one of this change's own; null otherwise. */
export const jobReasonOf = (change: JobChange, text: unknown): JobReason | null => (change === 'renew' ? (renewalReasons.find((reason) => reason === text) ?? null) : reasonOf(change, text))

/** What can be done to one now, as far as its own row and its type tell. */
export const changesOpenTo = ({ status, expiresAt }: Pick<Counterfoil, 'status' | 'expiresAt'>, kinds: readonly StatusKind[], now: EpochSeconds): readonly JobChange[] =>
  jobChanges.filter((change) => (isOfStatus(change) ? isAllowed(change, status) && isKindOf(change, kinds) : status !== statusValue.revoked && expiresAt > now))

export const isOfStatus = (change: JobChange): change is StatusChange => isStatusChange(change)

/** Exactly what a second person lets go ahead: which change, why, how people are told, and of which credentials. */
export const jobContent = ({ authority, change, reason, telling }: Pick<StatusJob, 'authority' | 'change' | 'reason' | 'telling'>, ids: readonly CounterfoilId[]): string => JSON.stringify([authority, change, reason, telling, ids.toSorted()])

/** More at once are not taken: a whole council's credentials are not ended by one press. */
export const mostInJob = 20_000

/** As the audit names whoever prepares or confirms a change. */
export const actorOfStaff = ({ subject }: Pick<StaffMember, 'subject'>): string => `staff:${subject}`
