import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { Authority } from '../domain/authority.ts'
import type { CaseHandle, CaseReference } from '../domain/case-reference.ts'
import type { CouncilClient, CouncilGrant } from '../domain/council-client.ts'
import type { ChangeReason, Counterfoil, CounterfoilId, StatusChange, StatusPlace } from '../domain/counterfoil.ts'
import type { OfferId, PersonHandle } from '../domain/credential-offer.ts'
import type { TxCodeShape } from '../domain/tx-code.ts'
import type { RepeatableRequest } from '../domain/repeatable-request.ts'
import type { DraftSeals, NewOffer } from '../ports.ts'

/** Keyed hashes of the council's own references of cases. */
export interface CaseReferences {
  handleOf(authority: string, reference: CaseReference): CaseHandle
}

/** What a system shows to be itself. */
export type ClientProof = { readonly method: 'client_secret_basic'; readonly clientId: string; readonly secret: string } | { readonly method: 'private_key_jwt'; readonly assertion: string }

export interface ClientProofs {
  /** The client that a proof is of, at this authority; null for any that isn't right, now, here and for the first time. */
  judge(authority: Authority, proof: ClientProof, now: EpochSeconds): Promise<CouncilClient | null>
}

/** Tokens of councils' systems: sealed, kept nowhere, and no access tokens of wallets. */
export interface CouncilTokens {
  make(authority: string, grant: CouncilGrant, expiresAt: EpochSeconds): string
  /** Null for one of another authority, of another kind, altered, expired, or of a client that is no longer registered. */
  read(authority: string, token: string, now: EpochSeconds): CouncilGrant | null
}

/** Where a list of counterfoils goes on, as only this authority's tokens can use it. */
export interface Cursors {
  make(authority: string, filter: string, after: CounterfoilId): string
  /** Null for one that was made elsewhere, for another filter, or not here at all. */
  read(authority: string, filter: string, cursor: string): CounterfoilId | null
}

/** A counterfoil as the council's systems see it. */
export interface ListedCounterfoil extends Omit<Counterfoil, 'person' | keyof StatusPlace> {
  readonly offer: OfferId
  readonly changedAt: EpochSeconds
  readonly outcome: string | null
}

export interface CounterfoilFilter {
  readonly configurationIds: readonly string[] | null
  readonly status: StatusValue | null
}

export interface ListedCounterfoils {
  find(authority: string, id: CounterfoilId): Promise<ListedCounterfoil | null>
  /** Newest first, from below `after`: what is issued meanwhile moves nothing. */
  list(authority: string, filter: CounterfoilFilter, page: { readonly after: CounterfoilId | null; readonly most: number }): Promise<readonly ListedCounterfoil[]>
}

/** Whose status is to be changed. */
export type Target = { readonly counterfoil: CounterfoilId } | { readonly caseHandle: CaseHandle } | { readonly person: PersonHandle }

export interface StatusChangeAsked {
  readonly authority: string
  readonly target: Target
  /** The type whose counterfoils and offers are meant, with its configurations; null for every type. */
  readonly type: { readonly id: string; readonly configurationIds: readonly string[] } | null
  /** Configurations whose types know this change. */
  readonly changeable: readonly string[]
  readonly change: StatusChange
  readonly reason: ChangeReason
  readonly actor: string
  readonly now: EpochSeconds
}

/** What a change did. Nothing in it tells whom it was about. */
export interface StatusesChanged {
  readonly changed: readonly CounterfoilId[]
  /** Found, and left as they were: already so, or of a type that can't. */
  readonly unchanged: readonly CounterfoilId[]
  readonly withdrawnOffers: readonly OfferId[]
}

/** What is kept of an offer that was made: with the request it came by, everything that was answered follows from it. */
export interface OfferAnswer {
  readonly offer: OfferId
  readonly expiresAt: EpochSeconds
  /** Random: without it nobody can draw the offer's secret again, and it is forgotten with this answer. */
  readonly salt: string
  /** How its transaction code looks; absent where it has none, or the usual one. */
  readonly txCode?: Pick<TxCodeShape, 'inputMode' | 'length'>
}

/** Requests that are done once and answered alike when they are sent again, in one unit with what they do. */
export interface RepeatableRequests {
  /** What was answered before; null when nothing was. Refuses `idempotency_key_reused` when the key came with another request. */
  offerBefore(request: RepeatableRequest, now: EpochSeconds): Promise<OfferAnswer | null>
  statusesBefore(request: RepeatableRequest, now: EpochSeconds): Promise<StatusesChanged | null>
  /** Makes an offer, or answers with what another request under the same key made at the same time. */
  makeOffer(request: RepeatableRequest, offer: NewOffer, drawn: Pick<OfferAnswer, 'salt' | 'txCode'>): Promise<OfferAnswer>
  /** Changes statuses, all or none; null when nothing of this authority was meant. */
  changeStatuses(request: RepeatableRequest, asked: StatusChangeAsked): Promise<StatusesChanged | null>
  /** Seals whose secrets follow from the request and the salt: the same whenever they are asked. */
  sealsOf(request: RepeatableRequest, salt: string): DraftSeals
  newSalt(): string
  sweep(now: EpochSeconds): Promise<void>
}
