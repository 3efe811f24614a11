import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import type { KnownRequesters } from '@counterfoil/shared/network/network'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Activity } from './domain/activity.ts'
import type { HeldCredential } from './domain/held-credential.ts'
import type { Backup, BackupTrouble } from './domain/backup.ts'
import type { PendingOffer } from './domain/pending-offer.ts'
import type { PendingSignIn } from './domain/pending-sign-in.ts'
import type { Recovery } from './domain/recovery.ts'
import type { SharedGrant } from './domain/shared-grant.ts'
import type { Tokens } from './domain/tokens.ts'
import type { WaitingIssuance } from './domain/waiting-issuance.ts'
import type { Person } from './domain/person.ts'

/** The vault: encrypted at rest, readable in memory only. */
export interface Vault {
  credentials(): Promise<readonly HeldCredential[]>
  /** Those that were deleted, while that can be undone. */
  deleted(): Promise<readonly HeldCredential[]>
  keep(credential: HeldCredential): Promise<void>
  /** Changes what is there at that moment, and answers what became of it; what was removed meanwhile stays removed, and is null. */
  amend(id: string, change: (held: HeldCredential) => HeldCredential): Promise<HeldCredential | null>
  remove(id: string): Promise<void>
  activities(): Promise<readonly Activity[]>
  note(activity: Activity): Promise<void>
  forgetActivity(id: string): Promise<void>
  /** Nobody while there is but one. */
  people(): Promise<readonly Person[]>
  notePerson(person: Person): Promise<void>
  removePerson(id: string): Promise<void>
  signIns(): Promise<readonly PendingSignIn[]>
  /** Takes the place of what it was before. */
  noteSignIn(signIn: PendingSignIn): Promise<void>
  endSignIn(state: string): Promise<void>
  pendingOffers(): Promise<readonly PendingOffer[]>
  pendingOffer(id: string): Promise<PendingOffer | null>
  /** Takes the place of what it was before. */
  notePendingOffer(offer: PendingOffer): Promise<void>
  endPendingOffer(id: string): Promise<void>
  /** A credential in the place of the sign-in, the offer or the waiting that it came by; false when that was ended meanwhile. */
  keepInPlaceOf(before: { readonly signIn: string } | { readonly offer: string } | { readonly waiting: string }, credential: HeldCredential): Promise<boolean>
  waiting(): Promise<readonly WaitingIssuance[]>
  /** Takes the place of what it was before. */
  noteWaiting(waiting: WaitingIssuance): Promise<void>
  endWaiting(id: string): Promise<void>
  /** The same for a sign-in or an offer by which the credential comes later. */
  waitInPlaceOf(stateOrId: string, waiting: WaitingIssuance): Promise<boolean>
  sharedGrants(): Promise<readonly SharedGrant[]>
  /** The tokens that credentials of one sign-in share; null where they share none. */
  sharedGrant(id: string): Promise<SharedGrant | null>
  /** Takes the place of what it was before. */
  noteSharedGrant(grant: SharedGrant): Promise<void>
  endSharedGrant(id: string): Promise<void>
  recovery(): Promise<Recovery>
  /** One change after the other, in all tabs. */
  amendRecovery(change: (recovery: Recovery) => Recovery): Promise<void>
  /** How many records can't be read any more: damaged, or sealed with a key that is gone. */
  countUnreadable(): Promise<number>
  removeUnreadable(): Promise<void>
}

/** Backups as files that a passphrase opens. */
export interface BackupFiles {
  readonly write: (backup: Backup, passphrase: string) => Promise<Uint8Array<ArrayBuffer>>
  readonly read: (file: Uint8Array<ArrayBuffer>, passphrase: string) => Promise<Backup | BackupTrouble>
}

/** A key that was made, and is nowhere but in memory until it is kept: what was given up leaves none behind. */
export interface NewHolderKey {
  readonly publicKey: P256PublicJwk
  /** ES256 as base64url. */
  readonly sign: (signingInput: string) => Promise<string>
  readonly keep: (id: string) => Promise<void>
}

/** Keys that sign and can't be taken out, one for each credential. */
export interface HolderKeys {
  make(): Promise<NewHolderKey>
  /** ES256 as base64url. Throws a Fault `key_missing` when there is no such key. */
  sign(id: string, signingInput: string | Uint8Array): Promise<string>
  /** Keeps one under another name as well. Throws a Fault `key_missing` when there is no such key. */
  keepAlso(id: string, as: string): Promise<void>
  remove(id: string): Promise<void>
}

export interface HttpAnswer {
  readonly status: number
  /** As it was sent, with its parameters; empty when there was none. */
  readonly mediaType: string
  /** What proofs of possession need to know. @see RFC 9449, section 8 */
  readonly dpop: { readonly nonce: string | null; readonly challenge: string | null }
  /** Parsed when it is a JSON object; empty otherwise. */
  readonly json: JsonObject
  readonly text: string
}

export interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * Calling councils: with limits of time and size, following no redirect, never into a network that isn't ours. Throws a
 * Fault `not_reachable`, `sent_elsewhere` or `address_refused`.
 */
export interface Http {
  get(url: string, accept: string): Promise<HttpAnswer>
  /** What is no text. No relay passes it on. */
  getBytes(url: string, accept: string): Promise<{ readonly status: number; readonly bytes: Uint8Array }>
  postForm(url: string, fields: Readonly<Record<string, string>>): Promise<HttpAnswer>
  send(url: string, request: HttpRequest): Promise<HttpAnswer>
}

/** A key with which something is proven: who holds a credential, or whose a token is. */
export interface ProvingKey {
  readonly key: P256PublicJwk
  /** ES256 by that key, as base64url. */
  readonly sign: (signingInput: string) => Promise<string>
}

export interface Copies {
  readonly is: 'issued'
  readonly credentials: readonly string[]
  readonly notificationId: string | null
}

/** The issuer is still preparing it, and wants to be asked again in so many seconds. */
export interface Later {
  readonly is: 'later'
  readonly transactionId: string
  readonly interval: number
}

/** The issuer says no, or knows the transaction no more, or the token. */
export interface NeverComing {
  readonly is: 'refused' | 'transaction_over' | 'token_over'
}

/** What is asked of an issuer: one credential, a copy for each key. */
export interface CredentialWanted {
  readonly configurationId: string
  /** What the token endpoint named it, if it did: then it is asked for by that and by nothing else. */
  readonly identifier?: string | undefined
  readonly token: string
  readonly holders: readonly ProvingKey[]
  /** The key that the token is bound to; null for a bearer's. */
  readonly boundTo: ProvingKey | null
}

/** An issuer's authorization code grant. @see OpenID4VCI 1.0, section 5 */
export interface SignInAtIssuer {
  /** Pushes the request and answers where the citizen's browser goes. Throws a Fault `sign_in_refused` among others. */
  begin(asked: {
    /** Of one type, or of several. */
    readonly configurationIds: readonly string[]
    readonly issuerState: string | null
    readonly state: string
    readonly codeVerifier: string
    readonly boundTo: ProvingKey
    readonly language: string
  }): Promise<string>
  /** An access token for the code that the citizen came back with. Throws a Fault `sign_in_over` among others. */
  redeem(came: { readonly configurationIds: readonly string[]; readonly code: string; readonly codeVerifier: string; readonly boundTo: ProvingKey }): Promise<Tokens>
}

/** A Credential Issuer whose metadata was read and is OpenID4VCI 1.0, with every endpoint under its own identifier. */
export interface Issuer {
  /** Its configurations in formats that this wallet holds, by id. Names in them are anybody's. */
  readonly configurations: ReadonlyMap<string, JsonObject>
  readonly notificationEndpoint: string | null
  /**
   * An access token for the offer's code. The key is the same when it is asked for again, because an answer was lost. Throws
   * a Fault: `wrong_code` and `offer_gone` among others.
   */
  redeem(offer: CredentialOffer, txCode: string | null, retryKey: string): Promise<Tokens>
  /** How many copies of a credential it gives at once. */
  readonly batchSize: number
  /** Copies that nobody has judged yet. Throws a Fault: `issuing_failed` and `credential_wrong` among others. */
  request(wanted: CredentialWanted): Promise<Copies | Later>
  /** What it said would come later. Throws a Fault: `not_reachable` among others. */
  collectLater(wanted: Pick<CredentialWanted, 'token' | 'boundTo'> & { readonly transactionId: string }): Promise<Copies | Later | NeverComing>
  /** The next tokens for a refresh token, which is worth nothing once the next is used; null when it was over before. Throws a Fault: `not_reachable` and `issuing_failed` among others. */
  refresh(shown: { readonly refreshToken: string; readonly boundTo: ProvingKey | null }): Promise<Tokens | null>
  /** Null where the issuer has no sign-in that this wallet can use. */
  readonly signIn: SignInAtIssuer | null
  /** Tells what became of a credential. */
  notify(told: { readonly token: string; readonly id: string; readonly boundTo: ProvingKey | null; readonly event: 'credential_accepted' | 'credential_deleted' | 'credential_failure' }): Promise<void>
}

/** Throws a Fault: `offer_not_usable` among others. */
export type ConnectIssuer = (identifier: string) => Promise<Issuer>

/** What the ledger says of authorities. Throws a Fault `not_reachable`. */
export interface Trust {
  /** Everybody the consortium lists. */
  authorities(): Promise<readonly ListedAuthority[]>
  /** Whose Credential Issuer this is: the listed one, or one of a profile below it. */
  byIssuer(url: string): Promise<ListedAuthority | null>
  byDid(did: string): Promise<ListedAuthority | null>
  byLetter(letter: string): Promise<ListedAuthority | null>
  isAccredited(kind: 'issue' | 'request', vct: string, did: string): Promise<boolean>
  /** DID of who may sign the status list at an address for an authority's credentials; null for nobody. */
  statusIssuer(did: string, uri: string): Promise<string | null>
  /** When what is believed about an authority that asks for these types was seen, if the ledger can't be asked now; null while it can. */
  asOf(did: string, vcts: readonly string[]): Promise<number | null>
  /** Learns what there is to know about an authority that may ask, so that it is known while the ledger is away. */
  learn(did: string, vcts: readonly string[]): Promise<void>
  /** Whether an authority publishes this key as one that its requests are signed with. */
  asksWith(did: string, key: P256PublicJwk): Promise<boolean>
  /** The DID URL under which an authority publishes this key as one that credentials and status lists are signed with; null for another's. */
  signsWith(did: string, key: P256PublicJwk): Promise<string | null>
  /** Whether a signature is by the key that exactly `kid` names, for this purpose. */
  verify(input: { readonly kid: string; readonly purpose: 'assertionMethod' | 'authentication'; readonly signingInput: string | Uint8Array; readonly signature: string }): Promise<boolean>
}

/** By whom requesters are known that don't come with a DID. */
export interface RequesterAnchors extends KnownRequesters {
  /** PEM certificates of the network itself: what they certify are its authorities. */
  readonly network: readonly string[]
}

/** Whether an ES256 signature of these bytes is by this key. */
export type VerifySignature = (key: P256PublicJwk, signed: Uint8Array<ArrayBuffer>, signature: string) => Promise<boolean>

/** zlib, or gzip, with a limit on what comes out. */
export type Inflate = (bytes: Uint8Array, format?: 'deflate' | 'gzip') => Promise<Uint8Array>

/** Encrypts the answer to the verifier's one-time key. */
export type EncryptAnswer = (plaintext: string, to: NonNullable<AcceptedRequest['encryptTo']>) => Promise<string>

export interface World {
  readonly vault: Vault
  readonly keys: HolderKeys
  readonly http: Http
  readonly trust: Trust
  readonly connectIssuer: ConnectIssuer
  readonly requesterAnchors: RequesterAnchors
  readonly verifySignature: VerifySignature
  readonly now: () => number
  readonly newId: () => string
  /** Does one thing of a name after another, in all tabs. */
  readonly oneAtATime: <Result>(name: string, act: () => Promise<Result>) => Promise<Result>
  /** The wallet's own address, by which issuers know it. */
  readonly origin: string
}
