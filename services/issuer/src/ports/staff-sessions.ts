import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { ProvidersReason, SessionId, SessionOwner, StaffSession } from '../domain/staff/staff-session.ts'
import type { SessionSecret, StaffMember } from '../domain/staff-member.ts'
import type { SignInChecks } from '../ports.ts'

/** Somebody on the way to the provider. */
export interface SigningIn {
  readonly kind: 'signing-in'
  readonly checks: SignInChecks
  readonly begunAt: EpochSeconds
  /** Where they go back to who were sent to prove anew that they are there; null for who just signs in. */
  readonly provesFor: string | null
  /** The session that they had, which ends when they come back; the same person still reads what it sealed. */
  readonly replaces: (Pick<StaffSession, 'id'> & Pick<StaffMember, 'authority' | 'subject'> & { readonly seals: SessionSecret }) | null
}

/** What a session holds: someone on the way to sign-in, or signed in. */
export type SessionContent =
  | SigningIn
  | {
      readonly kind: 'signed-in'
      readonly staff: StaffMember
      /** By what the provider is asked whether it still stands by them; null where it gave none. */
      readonly refreshToken: string | null
      /** The first secret of a session that has got another since. */
      readonly seals?: SessionSecret
    }

export type ReadSession = SigningIn | ({ readonly kind: 'signed-in' } & OwnSession)

/** Which sessions of an authority are meant. */
export interface SessionsMeant {
  readonly authority: string
  readonly owner?: SessionOwner
  readonly id?: SessionId
  readonly except?: SessionId
}

/** Somebody's session, and what seals whatever it alone can read again: the same as long as it lasts. */
export interface OwnSession {
  readonly staff: StaffMember
  readonly session: StaffSession
  readonly seals: SessionSecret
  readonly refreshToken: string | null
}

/** By what the provider is asked anew. */
export interface Asking {
  readonly refreshToken: string
  /** Somebody asked by this before, and it isn't known what came of it: the provider may have given another in its place, and take this one no more. */
  readonly isUnresolved: boolean
}

/** What the provider tells of somebody who has signed out there: by the account, by the one sign-in, or by both. */
export interface LogoutNews {
  readonly subject: string | null
  readonly sid: string | null
  /** Its own name; the same twice is a replay. */
  readonly jti: string
  readonly until: EpochSeconds
}

export interface StaffSessions {
  /** `sid`: what the provider calls this sign-in, where it says. */
  begin(content: SessionContent, now: EpochSeconds, options?: { readonly steppedUp?: boolean; readonly sid?: string | null }): Promise<SessionSecret>
  /** Null when it is unknown, was ended, idle too long or too old. Reading keeps it from going idle, but where nobody pressed anything (`isUnattended`). */
  read(secret: SessionSecret, now: EpochSeconds, options?: { readonly isUnattended: boolean }): Promise<ReadSession | null>
  end(secret: SessionSecret): Promise<void>
  /** The latest first. */
  list(meant: SessionsMeant, now: EpochSeconds): Promise<readonly StaffSession[]>
  /** Ends all that are meant, and says how many; an end by an administrator is audited with each. */
  endAll(meant: SessionsMeant, now: EpochSeconds, by: StaffMember | null): Promise<number>
  /** Ends it for what the provider says, audited. */
  endForProvider(own: OwnSession, reason: ProvidersReason, now: EpochSeconds): Promise<void>
  /** Ends all that are meant, of whichever authority, audited with each, and says how many; `replayed` for news that were heard before, which end nothing. */
  logOut(news: LogoutNews, now: EpochSeconds): Promise<number | 'replayed'>
  /** By what the provider is to be asked, by whoever calls this and nobody else until then; null where somebody else asks, or it stood by them since the session was read. */
  beginAsking(own: OwnSession, until: EpochSeconds, now: EpochSeconds): Promise<Asking | null>
  /** What the provider is asked by the next time, kept before anything else is made of its answer. */
  keepToken(own: OwnSession, refreshToken: string): Promise<void>
  /** The provider stood by them. Nothing comes of it where the session has ended meanwhile. */
  confirm(id: SessionId, now: EpochSeconds): Promise<void>
  /** Keeps what a passkey has to sign; the latest alone counts. */
  challenge(id: SessionId, challenge: string, until: EpochSeconds): Promise<void>
  /** Whether it was this session's challenge, and still is: once. */
  spendChallenge(id: SessionId, challenge: string, now: EpochSeconds): Promise<boolean>
  /** Its owner has proved to be there: the session is under a new secret from now on, and who has a copy of the old one has nothing. Null when it has ended meanwhile. */
  prove(own: OwnSession, reason: string, now: EpochSeconds): Promise<SessionSecret | null>
  noteRefusedProof(own: OwnSession, reason: string, now: EpochSeconds): Promise<void>
  sweep(now: EpochSeconds): Promise<void>
}

/** Who signed in, and when they last proved to the provider who they are; null where it doesn't say. */
export interface SignedInStaff {
  readonly staff: StaffMember
  readonly authenticatedAt: EpochSeconds | null
  /** What the provider calls this sign-in; null where it doesn't say. */
  readonly sid: string | null
  readonly refreshToken: string | null
}

/** The council's sign-in, by OpenID Connect with PKCE. */
export interface StaffSignIn {
  /** `fresh`: whoever signs in proves it now, whatever the provider remembers of them. */
  start(language: 'en' | 'cy', options?: { readonly fresh: boolean }): Promise<{ readonly url: string; readonly checks: SignInChecks }>
  /** Null when the answer is not for these checks. Refuses who has no role here. */
  finish(callback: URL, checks: SignInChecks): Promise<SignedInStaff | null>
  /** Null when the provider no longer stands by this account. Refuses as `finish` does who has no role any more, and `temporarily_unavailable` while nothing can be learnt. `keep` is given what to ask by the next time before all else. */
  confirm(refreshToken: string, subject: string, keep: (refreshToken: string) => Promise<void>): Promise<StaffMember | null>
  /** Who has signed out at the provider. Refuses `invalid_logout_token`, and `temporarily_unavailable` while the provider's keys can't be had. @see OpenID Connect Back-Channel Logout 1.0, section 2.6 */
  readLogout(token: string): Promise<LogoutNews>
}
