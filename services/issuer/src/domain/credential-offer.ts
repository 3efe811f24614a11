import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'

/** Names an offer to staff. It opens nothing: wallets never see it. */
export type OfferId = Branded<string, 'OfferId'>
/** In the offer link, or typed as a code, alone; the pre-authorized code follows from it. Never stored. */
export type OfferSecret = Branded<string, 'OfferSecret'>
/** Finds the draft and opens it. Never stored. @see OpenID4VCI 1.0, section 3.5 */
export type PreAuthorizedCode = Branded<string, 'PreAuthorizedCode'>
/** Reaches the citizen by another channel than the offer. @see OpenID4VCI 1.0, section 3.5 */
export type TxCode = Branded<string, 'TxCode'>
/** Opens the draft after the code was redeemed. Never stored. */
export type AccessToken = Branded<string, 'AccessToken'>
/** A keyed hash of the council's own reference of a person: the only trace of who an offer or a counterfoil is for. */
export type PersonHandle = Branded<string, 'PersonHandle'>
/** A keyed hash of how the council tells one record apart of what somebody has several of: the only trace of which one an offer is for. */
export type RecordHandle = Branded<string, 'RecordHandle'>

const recordMark = '~'

/** Names a type, and which of somebody's records of it where they may have several. */
export const recordKey = (typeId: string, record: RecordHandle | null): string => (record === null ? typeId : `${typeId}${recordMark}${record}`)

/** The type that such a name is of. */
export const typeIdIn = (key: string): string => key.split(recordMark, 1)[0] ?? ''

/**
 * Where an offer stands.
 *
 *     offered ──▶ redeeming ──▶ redeemed ──▶ issued
 *        │            │             │
 *        ├─ locked    └──── issued  └─ expired
 *        ├─ withdrawn
 *        └─ expired
 *
 * `redeeming` means: the code was claimed, and nobody knows yet whether the wallet got its token. It may be claimed
 * again after a grace, so that a process which dies in between costs the citizen nothing.
 */
export type OfferState = 'offered' | 'redeeming' | 'redeemed' | 'issued' | 'locked' | 'withdrawn' | 'expired'

export const offerLifetime: Seconds = seconds(24 * 60 * 60)
/** Bearer tokens live no longer than this. @see OpenID4VCI 1.0, section 13.10 */
export const accessTokenLifetime: Seconds = seconds(300)
/** Tokens of servers outside that are bound to a key: as long as the draft waits, sealed under one of them. */
export const boundTokenLifetime: Seconds = seconds(60 * 60)
/** How long a claimed code waits for its answer to be known before it may be claimed again. */
export const redemptionGrace: Seconds = seconds(10)
export const txCodeTries = 5

/** An offer for the wallets of one profile, shown once to the staff member who made it, and kept nowhere. */
export interface WalletOffer {
  /** Carries the offer itself. */
  readonly link: string
  /** For another channel than the link; null where who the wallet belongs to is known otherwise. */
  readonly txCode: TxCode | null
  readonly expiresAt: EpochSeconds
}

/** What staff read out to each other: the end of the id, which opens nothing. */
export const offerReference = (id: OfferId): string => shortReference(id)

/** The end of an id, as people read it to each other. */
export const shortReference = (id: string): string => (id.slice(-12).toUpperCase().match(/.{1,4}/g) ?? []).join('-')

/** An offer as staff see it: no claims, no codes. */
export interface OfferSummary {
  readonly id: OfferId
  readonly typeId: string
  readonly person: PersonHandle
  readonly record: RecordHandle | null
  readonly state: OfferState
  /** Whether its issuing waits for the council's record. */
  readonly isDeferred: boolean
  readonly madeAt: EpochSeconds
  readonly expiresAt: EpochSeconds
}

/** What staff see of an offer: a wallet that was told to wait shows as waiting. */
export type ShownState = OfferState | 'deferred'

/** The state with the clock taken into account: what lapsed shows as lapsed before the sweeper comes by. */
export function stateAt(offer: OfferSummary, now: EpochSeconds): ShownState {
  const open = offer.state === 'offered' || offer.state === 'redeeming'
  if (open && offer.expiresAt <= now) return 'expired'
  return offer.state === 'redeemed' && offer.isDeferred ? 'deferred' : offer.state
}
