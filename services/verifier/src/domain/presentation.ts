import { seconds, type Branded, type EpochSeconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'

/** Names a presentation to the form's server alone. */
export type TransactionId = Branded<string, 'TransactionId'>
/** Names a presentation to the wallet: part of its addresses, and its `state`. */
export type RequestId = Branded<string, 'RequestId'>
/** Goes back to the form through the citizen's browser and proves that it is the one that began. @see OpenID4VP 1.0, section 13.3 */
export type ResponseCode = Branded<string, 'ResponseCode'>

/** What the wallet shows after it has answered from another device, and the citizen tells the form. */
export type PresentationNumber = Branded<string, 'PresentationNumber'>

/** Where the wallet posts its answer. */
export const responseUriOf = (verifierUrl: string, authority: string, requestId: RequestId): string => `${verifierUrl}/${authority}/responses/${requestId}`
export const requestUriOf = (verifierUrl: string, authority: string, requestId: RequestId): string => `${verifierUrl}/${authority}/requests/${requestId}`

/** Where any wallet can show the number to whoever shared from another device. */
export const numberPageOf = (verifierUrl: string, authority: string, number: PresentationNumber): string => `${verifierUrl}/${authority}/numbers/${number}`

export type Flow = 'same_device' | 'cross_device'

/** How long a citizen has: 20 minutes is what WCAG 2.2 (2.2.1) asks of a limit that can't be extended. */
export const presentationLifetime: Seconds = seconds(1200)
/** How long a sealed result waits for the form. */
export const resultLifetime: Seconds = seconds(600)
/** How long an ended presentation can still be asked about. */
export const remembrance: Seconds = seconds(3600)

/**
 * Where a presentation stands. Open: `requested` (the link is shown), `fetched` (a wallet has read it). Ended by the
 * wallet: `answered`, `declined`, `refused` (authentic, but revoked and the like). `collected` follows `answered`;
 * `expired` follows any but the ended ones, and `answered` when nobody collects.
 */
export type PresentationStatus = 'requested' | 'fetched' | 'answered' | 'declined' | 'refused' | 'collected' | 'expired'

/** What a presentation is from its beginning to its end: nothing of it ever changes. */
export interface Presentation {
  readonly transactionId: TransactionId
  readonly requestId: RequestId
  readonly authority: string
  readonly form: string
  /** Which version of the form's profile is asked with: it ends as it began. Null for one that began before that was noted. */
  readonly profileDigest: string | null
  readonly flow: Flow
  readonly nonce: string
  /** The form's key, to which the result is sealed. */
  readonly formKey: P256PublicJwk & { readonly kid?: string }
  readonly returnUrl: string | null
  /** Of the page that asks through the Digital Credentials API; null for a request that a wallet fetches. @see OpenID4VP 1.0, appendix A */
  readonly origin: string | null
  /** What the holder is to authorise, as the request carries it. @see OpenID4VP 1.0, section 8.4 */
  readonly transactions: readonly string[]
  readonly expiresAt: EpochSeconds
}

/** How a presentation ends at the wallet's answer. */
export type Conclusion =
  | { readonly status: 'answered'; readonly sealedResult: string; readonly proof: ResponseCode | PresentationNumber | null }
  | { readonly status: 'refused'; readonly refusal: RefusalCode }
  | { readonly status: 'declined'; readonly refusal: 'client_rejected' }

/** What the form's server is told about a presentation. */
export interface PresentationState {
  readonly status: PresentationStatus
  readonly refusal: RefusalCode | null
  /** Why the last answer to one that could still be answered was not taken. Anybody who saw the request can have sent it. */
  readonly hint: RefusalCode | null
  readonly expiresAt: EpochSeconds
}
