import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId } from './credential-offer.ts'

/** Finds an issuing that waits, and opens the keys that it is for. Never stored. @see OpenID4VCI 1.0, section 9 */
export type TransactionId = Branded<string, 'TransactionId'>

/** How long a wallet should wait before it asks again. */
export const deferralInterval: Seconds = seconds(10)
/** How long an issuing may wait for the council's record. */
export const deferralLifetime: Seconds = seconds(7 * 24 * 60 * 60)
/** The wallet can be told for this much longer that nothing comes of it. */
export const deferralEcho: Seconds = seconds(24 * 60 * 60)

/** Why an issuing waits: the type always does, or its record could not be read. */
export type DeferralReason = 'always' | 'record_away' | 'record_incomplete'

/** An issuing that waits until the council's record can be read. */
export interface DeferredIssuance {
  readonly offer: OfferId
  readonly lookup: string
  readonly configurationId: string
  /** Of all keys, in an order of their own. */
  readonly holderHashes: string
  /** Null once it is over. */
  readonly sealedHolders: Uint8Array | null
  readonly readyAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  /** `ended`: nothing comes of it any more. */
  readonly state: 'waiting' | 'collected' | 'ended'
}
