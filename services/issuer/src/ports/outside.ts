import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { OfferId, PersonHandle } from '../domain/credential-offer.ts'
import type { StatusReference } from '../domain/status-claims.ts'
import type { Authority } from '../domain/authority.ts'
import type { OutsideAccess } from '../domain/outside-access.ts'
import type { NewDraft } from './authorization.ts'

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

/** What an access token of a council's own authorization server says, once its signature, audience and dates are known to be good. */
export interface AuthorizedToken {
  readonly clientId: string
  /** By what the council's record knows who signed in there. */
  readonly subject: string
  readonly access: OutsideAccess
  /** Thumbprint of the key that it is bound to; null for a bearer token. @see RFC 9449, section 6.1 */
  readonly jkt: string | null
  /** When the citizen signed in, or, where the server doesn't tell, when it gave this token. */
  readonly authenticatedAt: EpochSeconds
  /** The token without what its holder may write otherwise: the same for each spelling of its signature, and as secret. */
  readonly onlySpelling: string
  readonly expiresAt: EpochSeconds
}

/** An authorization server of a council's own, in the place of ours. */
export interface CouncilAuthorizationServer {
  readonly issuer: string
  /** As of the other: null for a token that isn't taken here. Refuses `temporarily_unavailable`. */
  read(token: string, audience: string, now: EpochSeconds): Promise<AuthorizedToken | null>
}

/** Who signed in at a server outside, and when. */
export interface OutsideSignIn {
  readonly person: PersonHandle
  readonly since: EpochSeconds
}

/** Drafts for tokens that nobody here gave. */
export interface OutsideDrafts {
  /** Keeps the drafts of a token, unless it had some before. Refuses `token_invalid` when what they began was ended since, in the same unit. */
  keep(authority: string, drafts: readonly [NewDraft, ...NewDraft[]], signedIn: OutsideSignIn, now: EpochSeconds): Promise<void>
  /** Whether what somebody began by signing in was ended at that moment or since. */
  isEnded(authority: string, signedIn: OutsideSignIn): Promise<boolean>
}

/** Where the status of credentials stands: in the authority's own lists, or in a service that many issuers share. */
export interface StatusService {
  /** A place for the one credential of an offer, the same one however often it is asked; null for the place that its counterfoil has in the own lists. Refuses `temporarily_unavailable`. */
  placeFor(authority: Authority, offer: OfferId, validityDays: number): Promise<StatusReference | null>
  /** Sees to it that what was revoked is told, sooner than by itself. */
  wake(): void
  stop(): Promise<void>
}
