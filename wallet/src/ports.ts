import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import type { KnownRequesters } from '@counterfoil/shared/network/network'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Activity } from './domain/activity.ts'
import type { HeldCredential } from './domain/held-credential.ts'
import type { PendingSignIn } from './domain/pending-sign-in.ts'

/** The vault: encrypted at rest, readable in memory only. */
export interface Vault {
  credentials(): Promise<readonly HeldCredential[]>
  keep(credential: HeldCredential): Promise<void>
  /** Changes what is there at that moment; what was removed meanwhile stays removed. */
  amend(id: string, change: (held: HeldCredential) => HeldCredential): Promise<void>
  remove(id: string): Promise<void>
  activities(): Promise<readonly Activity[]>
  note(activity: Activity): Promise<void>
  forgetActivity(id: string): Promise<void>
  signIns(): Promise<readonly PendingSignIn[]>
  /** Takes the place of what it was before. */
  noteSignIn(signIn: PendingSignIn): Promise<void>
  endSignIn(state: string): Promise<void>
  /** A credential in the place of the sign-in that it came by; false when that was ended meanwhile. */
  keepInPlaceOf(state: string, credential: HeldCredential): Promise<boolean>
  /** How many records can't be read any more: damaged, or sealed with a key that is gone. */
  countUnreadable(): Promise<number>
  removeUnreadable(): Promise<void>
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
  sign(id: string, signingInput: string): Promise<string>
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
  postForm(url: string, fields: Readonly<Record<string, string>>): Promise<HttpAnswer>
  send(url: string, request: HttpRequest): Promise<HttpAnswer>
}

/** A key with which something is proven: who holds a credential, or whose a token is. */
export interface ProvingKey {
  readonly key: P256PublicJwk
  /** ES256 by that key, as base64url. */
  readonly sign: (signingInput: string) => Promise<string>
}

/** What is asked of an issuer: one credential for one key. */
export interface CredentialWanted {
  readonly configurationId: string
  readonly token: string
  readonly holder: ProvingKey
  /** The key that the token is bound to; null for a bearer's. */
  readonly boundTo: ProvingKey | null
}

/** An issuer's authorization code grant. @see OpenID4VCI 1.0, section 5 */
export interface SignInAtIssuer {
  /** Pushes the request and answers where the citizen's browser goes. Throws a Fault `sign_in_refused` among others. */
  begin(asked: {
    readonly configurationId: string
    readonly issuerState: string | null
    readonly state: string
    readonly codeVerifier: string
    readonly boundTo: ProvingKey
    readonly language: string
  }): Promise<string>
  /** An access token for the code that the citizen came back with. Throws a Fault `sign_in_over` among others. */
  redeem(came: { readonly configurationId: string; readonly code: string; readonly codeVerifier: string; readonly boundTo: ProvingKey }): Promise<string>
}

/** A Credential Issuer whose metadata was read and is OpenID4VCI 1.0, with every endpoint under its own identifier. */
export interface Issuer {
  /** Its configurations in `dc+sd-jwt`, by id. Names in them are anybody's. */
  readonly configurations: ReadonlyMap<string, JsonObject>
  readonly notificationEndpoint: string | null
  /**
   * An access token for the offer's code. The key is the same when it is asked for again, because an answer was lost. Throws
   * a Fault: `wrong_code` and `offer_gone` among others.
   */
  redeem(offer: CredentialOffer, txCode: string | null, retryKey: string): Promise<string>
  /** A credential that nobody has judged yet. Throws a Fault: `issuing_failed` and `credential_wrong` among others. */
  request(wanted: CredentialWanted): Promise<{ readonly credential: string; readonly notificationId: string | null }>
  /** Null where the issuer has no sign-in that this wallet can use. */
  readonly signIn: SignInAtIssuer | null
  /** Tells what became of a credential whose token is bound to a key. */
  notify(told: { readonly token: string; readonly id: string; readonly boundTo: ProvingKey; readonly event: 'credential_accepted' | 'credential_deleted' }): Promise<void>
}

/** Throws a Fault: `offer_not_usable` among others. */
export type ConnectIssuer = (identifier: string) => Promise<Issuer>

/** What the ledger says of authorities. Throws a Fault `not_reachable`. */
export interface Trust {
  /** Everybody the consortium lists. */
  authorities(): Promise<readonly ListedAuthority[]>
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
  /** Whether a signature is by the key that exactly `kid` names, for this purpose. */
  verify(input: { readonly kid: string; readonly purpose: 'assertionMethod' | 'authentication'; readonly signingInput: string; readonly signature: string }): Promise<boolean>
}

/** By whom requesters are known that don't come with a DID. */
export interface RequesterAnchors extends KnownRequesters {
  /** PEM certificates of the network itself: what they certify are its authorities. */
  readonly network: readonly string[]
}

/** Whether an ES256 signature of these bytes is by this key. */
export type VerifySignature = (key: P256PublicJwk, signed: Uint8Array<ArrayBuffer>, signature: string) => Promise<boolean>

/** zlib, with a limit on what comes out. */
export type Inflate = (bytes: Uint8Array) => Promise<Uint8Array>

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
