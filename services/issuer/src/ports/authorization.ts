import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { CaseHandle } from '../domain/case-reference.ts'
import type { NamedConfiguration } from '../domain/access.ts'
import type { StepKind, StepSecret, WalletClient } from '../domain/authorization.ts'
import type { OfferId, PersonHandle, RecordHandle } from '../domain/credential-offer.ts'
import type { SealedDraft, SignInChecks } from '../ports.ts'

/** A step to be kept, sealed under its secret. */
export interface NewStep {
  readonly kind: StepKind
  readonly authority: string
  readonly secret: StepSecret
  readonly family: string
  readonly content: JsonObject
  readonly expiresAt: EpochSeconds
}

export interface StepPlace {
  readonly kind: StepKind
  readonly authority: string
  readonly secret: StepSecret
}

export interface FoundStep {
  readonly family: string
  readonly content: JsonObject
  readonly expiresAt: EpochSeconds
  /** Whether something was given for it already, which may have got lost. */
  readonly wasShown: boolean
  /** How often something was given for it: whoever read the same as another comes second. */
  readonly claims: number
}

/** A draft that a code or a refresh token is exchanged for: its key is wrapped under the access token alone. */
export interface NewDraft {
  readonly id: OfferId
  readonly person: PersonHandle
  readonly caseHandle: CaseHandle | null
  readonly typeId: string
  readonly record: RecordHandle | null
  /** Those that the wallet named; null for the whole type. */
  readonly configurations: readonly NamedConfiguration[] | null
  readonly clientId: string
  readonly tokenLookup: string
  readonly tokenExpiresAt: EpochSeconds
  readonly draft: SealedDraft
}

/** Who signed in, and after which of all ends of sign-ins: one that came later ends what they began, if it is theirs. */
export interface SignedIn {
  readonly person: PersonHandle
  readonly since: number
}

export interface Exchange {
  readonly step: StepPlace
  /** Of a code. Null for a refresh token: whoever ends one finds it. */
  readonly signedIn: SignedIn | null
  /** One for each type of the token, and each record of it. The first is found by the token alone, and ends with the step; so do the others. */
  readonly drafts: readonly [NewDraft, ...NewDraft[]]
  readonly refresh: NewStep
  /** How often something had been given for the step when it was read. */
  readonly claims: number
  /** As of a renewal. */
  readonly isRepeatable: boolean
  readonly now: EpochSeconds
}

/** What waits. */
export interface WaitingRecord {
  readonly typeId: string
  readonly record: RecordHandle | null
}

/** A new access token for what waits, given for a refresh token. */
export interface Renewal {
  readonly step: StepPlace
  /** What finds the first issuing that waits, and others that wait beside it, by their types and records. @see recordKey */
  readonly lookupOf: (key: string | null) => string
  readonly tokenExpiresAt: EpochSeconds
  readonly refresh: NewStep
  /** As of an exchange. */
  readonly claims: number
  /** A refresh token of a key: shown again by that key it is answered again, at once, until what it gave was used. What it gave before is then worth nothing. */
  readonly isRepeatable: boolean
  readonly now: EpochSeconds
}

/** Whether staff have suspended what somebody has of a type, and of one record of several, because the record itself is being checked. */
export interface OpenChecks {
  isUnderWay(authority: string, person: PersonHandle, typeId: string, record: RecordHandle | null): Promise<boolean>
}

export interface AuthorizationSteps {
  newSecret(): StepSecret
  begin(step: NewStep): Promise<void>
  /** What a step knows that is open, or whose answer may have got lost; null for an unknown, expired or used one, and for one of another authority. */
  read(place: StepPlace, now: EpochSeconds): Promise<FoundStep | null>
  /** Ends steps that can be taken once, all of them or none, and begins another. False when one of them had ended before. */
  take(places: readonly StepPlace[], next: NewStep | null, now: EpochSeconds): Promise<boolean>
  /** The last end of anybody's sign-ins. */
  lastEnd(): Promise<number>
  /** Whether what somebody began was ended since, because a device is gone. */
  isEnded(authority: string, signedIn: SignedIn): Promise<boolean>
  /** A code or refresh token for drafts and the next refresh token, once in the world; again when no answer left, or where it is repeatable. */
  exchange(exchange: Exchange): Promise<'exchanged' | 'not_usable'>
  /** A refresh token for the next token of what waits, which it tells; again as an exchange. It stays as it was when nothing waits. */
  renew(renewal: Renewal): Promise<{ readonly waiting: readonly WaitingRecord[] } | 'nothing_waits' | 'not_usable'>
  /** The answer left: from now on the step is used, and its being shown again ends its family. */
  confirm(place: StepPlace): Promise<void>
  /** Ends every token of the family of a step that was used before, or of a refresh token that something was given for; nothing for any other. */
  endReused(place: StepPlace, now: EpochSeconds): Promise<void>
  sweep(now: EpochSeconds): Promise<void>
}

/** Proves that a request comes from who holds a key. @see RFC 9449 */
export interface DpopProof {
  /** Thumbprint of the key. @see RFC 7638 */
  readonly jkt: string
}

export interface DpopRequest {
  readonly authority: string
  /** As it came in the header; null when none did, or more than one. */
  readonly proof: string | null
  readonly method: string
  readonly url: string
  /** At a protected resource: the token that the proof is for. */
  readonly accessToken: string | null
  readonly now: EpochSeconds
}

export interface DpopProofs {
  /** A nonce for the next proof, of this authority alone. */
  nonce(authority: string, now: EpochSeconds): string
  /** `nonce_needed`: all is well but the nonce. A proof is taken once. */
  judge(request: DpopRequest): Promise<DpopProof | 'invalid' | 'nonce_needed'>
}

export interface WalletAttestations {
  /** Thumbprint of the instance's key; null unless a trusted provider vouches for this client, and this instance for this request. */
  judge(attestation: { readonly client: WalletClient; readonly issuer: string; readonly jwt: string; readonly proof: string; readonly now: EpochSeconds }): Promise<{ readonly jkt: string } | null>
}

/** Things that are taken once by anybody, such as the ids of proofs. */
export interface OneTimeValues {
  /** False when it was taken before. */
  take(kind: string, value: Uint8Array, expiresAt: EpochSeconds): Promise<boolean>
}

export type CitizenSignedIn =
  | { readonly outcome: 'signed_in'; readonly subject: string }
  /** They signed in less safely, or their identity is confirmed less surely, than was asked for. */
  | { readonly outcome: 'not_sure_enough' }
  /** The citizen turned back, or the provider turned them away. */
  | { readonly outcome: 'declined' }
  /** Not the answer to these checks. */
  | { readonly outcome: 'not_understood' }

/** Citizens' sign-in, by OpenID Connect with PKCE. */
export interface CitizenSignIn {
  start(language: 'en' | 'cy'): Promise<{ readonly url: string; readonly checks: SignInChecks }>
  finish(callback: URL, checks: SignInChecks): Promise<CitizenSignedIn>
}
