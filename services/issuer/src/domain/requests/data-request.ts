import type { Branded, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CalendarDay } from '../calendar-day.ts'
import { shortReference, type PersonHandle } from '../credential-offer.ts'
import { dueDay } from './statutory-clock.ts'

export type DataRequestId = Branded<string, 'DataRequestId'>

/** What somebody asks of the council about what it holds of them. @see UK GDPR, articles 15 and 17 */
export const dataRequestKinds = ['access', 'erasure'] as const
export type DataRequestKind = (typeof dataRequestKinds)[number]
export const dataRequestKindOf = (text: unknown): DataRequestKind | null => dataRequestKinds.find((kind) => kind === text) ?? null

export type DataRequestState = 'open' | 'answered' | 'refused' | 'withdrawn'

/** Why more time is taken. @see UK GDPR, article 12(3) */
export const extensionReasons = ['complex', 'numerous'] as const
export type ExtensionReason = (typeof extensionReasons)[number]
export const extensionReasonOf = (text: unknown): ExtensionReason | null => extensionReasons.find((reason) => reason === text) ?? null

/** Why it isn't done. @see UK GDPR, articles 11(2), 12(5) and 17(3) */
export const requestRefusals = ['not_identified', 'unfounded', 'excessive', 'needed_by_law'] as const
export type RequestRefusal = (typeof requestRefusals)[number]
export const requestRefusalOf = (text: unknown): RequestRefusal | null => requestRefusals.find((reason) => reason === text) ?? null

/** Everything that is held under somebody's handle, by numbers: nothing of it says anything of them. */
export interface HeldOfPerson {
  /** Offers that can still be opened: they hold claims, sealed. */
  readonly openOffers: number
  readonly pastOffers: number
  /** Credentials that stand, or are suspended. */
  readonly standing: number
  /** Credentials that were revoked or ran out. */
  readonly ended: number
  readonly auditEntries: number
  /** Marks that keep old sign-ins ended. */
  readonly signInEnds: number
  /** Whether a language for letters is noted. */
  readonly languages: number
  /** E-mails and letters about their offers and credentials. */
  readonly messages: number
  /** Rows of lists for issuing to many. */
  readonly bulkRows: number
  /** Marks on credentials that they froze themselves. */
  readonly frozen: number
  /** That wallets asked for their record in vain, since it is incomplete. */
  readonly recordGaps: number
  /** Requests like the one that is answered, and it. */
  readonly requests: number
}

/** What an answer did: numbers of what was erased and of what stays. */
export interface RequestOutcome {
  readonly held: HeldOfPerson
  /** Null where nothing was to be erased. */
  readonly kept: HeldOfPerson | null
}

export interface DataRequest {
  readonly id: DataRequestId
  readonly authority: string
  readonly kind: DataRequestKind
  readonly person: PersonHandle
  readonly receivedOn: CalendarDay
  readonly enteredAt: EpochSeconds
  /** Null for what the citizen asked by themselves. */
  readonly enteredBy: string | null
  readonly extension: ExtensionReason | null
  readonly state: DataRequestState
  readonly closedAt: EpochSeconds | null
  readonly closedBy: string | null
  readonly reason: string | null
  readonly outcome: RequestOutcome | null
}

/** By which a citizen and staff call a request: of twelve characters, and it opens nothing. */
export const requestReference = (id: DataRequestId): string => shortReference(id)

export const dueOf = ({ receivedOn, extension }: Pick<DataRequest, 'receivedOn' | 'extension'>): CalendarDay => dueDay(receivedOn, extension === null ? 1 : 3)
