import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId } from '../domain/credential-offer.ts'
import type { StatusReference } from '../domain/status-claims.ts'
import type { Authority } from '../domain/authority.ts'

/** What an access token of an authorization server outside says, once its signature, audience and dates are known to be good. */
export interface OutsideToken {
  /** Whose wallet it is. */
  readonly subject: string
  /** Names this token, once in the world. */
  readonly id: string
  /** Which of the offers it is for; null when it refreshes what was issued before. */
  readonly credentialIdentifier: string | null
  /** What key proofs have to carry. */
  readonly nonce: string
  readonly expiresAt: EpochSeconds
}

/** An authorization server that isn't ours. */
export interface OutsideAuthorizationServer {
  readonly issuer: string
  /** Null for a token that isn't this server's, isn't for this issuer, or has expired. Refuses `temporarily_unavailable` while its keys can't be had. */
  read(token: string, audience: string, now: EpochSeconds): Promise<OutsideToken | null>
}

/** Where the status of credentials stands: in the authority's own lists, or in a service that many issuers share. */
export interface StatusService {
  /** A place for the one credential of an offer, the same one however often it is asked; null for the place that its counterfoil has in the own lists. Refuses `temporarily_unavailable`. */
  placeFor(authority: Authority, offer: OfferId, validityDays: number): Promise<StatusReference | null>
  /** Sees to it that what was revoked is told, sooner than by itself. */
  wake(): void
  stop(): Promise<void>
}
