import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import type { DecodeText } from '@counterfoil/shared/kernel/bytes'
import type { Bilingual, JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { RequestEncryptionKey, ResponseEncryption } from '@counterfoil/shared/oid4vci/message-encryption'
import type { LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import type { NotificationEvent } from '@counterfoil/shared/oid4vci/notification'
import type { OfferCode } from '@counterfoil/shared/oid4vci/offer-code'
import type { StatusBits, StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { NamedConfiguration } from './domain/access.ts'
import type { JobChange } from './domain/status-jobs/status-job.ts'
import type { Telling } from './domain/status-jobs/telling.ts'
import type { Authority, BitstringPurpose, ListName } from './domain/authority.ts'
import type { CaseHandle } from './domain/case-reference.ts'
import type { CouncilReference, PersonRecord } from './domain/council-record.ts'
import type { ChangeReason, Counterfoil, CounterfoilId, StatusChange, StatusPlace } from './domain/counterfoil.ts'
import type { CredentialCopy } from './domain/credential-copy.ts'
import type { AccessToken, OfferId, OfferSecret, OfferSummary, PersonHandle, PreAuthorizedCode, RecordHandle, TxCode } from './domain/credential-offer.ts'
import type { DeferralReason, DeferredIssuance, TransactionId } from './domain/deferred-issuance.ts'
import type { SignerHeader } from './domain/profile.ts'
import type { TxCodeShape } from './domain/tx-code.ts'
import type { StatusReference } from './domain/status-claims.ts'
import type { SealedMessage } from './ports/notifier.ts'

/** Claims encrypted under a key of their own, and that key wrapped under a secret that only the citizen's side holds. */
export interface SealedDraft {
  readonly sealedClaims: Uint8Array
  readonly wrappedKey: Uint8Array
}

/** Everything that is derived from the secrets of an offer. Nothing here is stored but hashes and sealed bytes. */
export interface DraftSeals {
  newSecret(): OfferSecret
  newOfferCode(letter: string): OfferCode
  /** The secret that a typed code stands for with this issuer. */
  secretOf(code: OfferCode, issuer: string): Promise<OfferSecret>
  codeOf(secret: OfferSecret): PreAuthorizedCode
  newToken(): AccessToken
  /** What a token is worth in the hands of whoever holds the key of this thumbprint; without the key it finds and opens nothing. */
  boundTo(token: AccessToken, jkt: string): AccessToken
  /** What a token that is for several types is worth for another than its first. */
  beside(token: AccessToken, typeId: string): AccessToken
  /** The same, by what was made for such a token: its ids of notifications and transactions say for which type. Any other is the token's own. */
  madeFor(token: AccessToken, id: string): AccessToken
  newTxCode(shape: Pick<TxCodeShape, 'inputMode' | 'length'>): TxCode
  retryHashOf(retryKey: string): string
  ofCode(code: PreAuthorizedCode): CodeSeals
  ofToken(token: AccessToken): TokenSeals
}

/** What follows from a pre-authorized code. */
export interface CodeSeals {
  /** What a row is found by: tells nothing of the code. */
  readonly lookup: string
  /** Keyed by the code, so that the row alone doesn't let anybody try a million transaction codes. */
  txCodeHash(txCode: string): string
  sealTxCode(id: OfferId, shape: TxCodeShape): Uint8Array
  openTxCode(id: OfferId, sealed: Uint8Array): TxCodeShape
  seal(id: OfferId, claims: JsonObject): SealedDraft
  /** The same key, wrapped under the token: the code is no longer needed. */
  rewrap(token: TokenSeals, id: OfferId, wrappedKey: Uint8Array): Uint8Array
}

/** What follows from an access token. */
export interface TokenSeals {
  /** What a row is found by: tells nothing of the token. */
  readonly lookup: string
  /** Wraps the key of a draft. */
  wrap(id: OfferId, key: Uint8Array): Uint8Array
  seal(id: OfferId, claims: JsonObject): SealedDraft
  open(id: OfferId, draft: SealedDraft): JsonObject
  notificationId(id: CounterfoilId): string
}

export interface NewOffer {
  readonly id: OfferId
  readonly authority: string
  readonly typeId: string
  readonly person: PersonHandle
  readonly record: RecordHandle | null
  readonly caseHandle: CaseHandle | null
  readonly codeLookup: string
  readonly txCodeHash: string | null
  /** How that code looks, readable by who has the offer alone; null for the usual one, and where there is none. */
  readonly sealedTxCode: Uint8Array | null
  readonly draft: SealedDraft
  readonly madeAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly madeBy: string
}

/** An offer found by its code. `state` may have moved since: only `redeem` decides. */
export interface FoundOffer {
  readonly id: OfferId
  readonly typeId: string
  /** `claimed`: open to the wallet that claimed it, which proves that by its retry key. */
  readonly state: 'open' | 'claimed' | 'locked'
  readonly retryHash: string | null
  readonly needsTxCode: boolean
  readonly sealedTxCode: Uint8Array | null
  readonly wrappedKey: Uint8Array
}

export interface Redemption {
  readonly authority: string
  readonly id: OfferId
  readonly codeLookup: string
  readonly txCodeHash: string | null
  /** Null when the wallet can't tell that it is the same. */
  readonly retryHash: string | null
  readonly tokenLookup: string
  readonly tokenWrappedKey: Uint8Array
  readonly tokenExpiresAt: EpochSeconds
  /** What the wallet named of the type; null for all of it. */
  readonly configurations: readonly NamedConfiguration[] | null
  readonly now: EpochSeconds
}

/** What an access token finds. `issued` is there once its credential was issued. */
export interface Grant {
  readonly offer: OfferId
  readonly typeId: string
  readonly person: PersonHandle
  /** Which record of the type, where its holder may have several. */
  readonly record: RecordHandle | null
  /** The wallet that a citizen authorised; null where an offer was redeemed. */
  readonly clientId: string | null
  /** What the wallet named of the type, to ask for by identifiers; null for all of it. */
  readonly configurations: readonly NamedConfiguration[] | null
  readonly tokenExpiresAt: EpochSeconds
  /** Null once it was erased: then nothing can be issued or repeated. */
  readonly draft: SealedDraft | null
  readonly issued: IssuedBefore | null
}

export interface IssuedBefore {
  readonly counterfoil: Counterfoil
  readonly holderHash: string
  /** The nonce it was issued with. */
  readonly nonce: Uint8Array
}

export interface CredentialOffers {
  /** Stores an offer, with the messages that lead to it, and withdraws older open ones of the same person, type and record. False when the id is taken: nothing happened. */
  make(offer: NewOffer, messages?: readonly SealedMessage[]): Promise<boolean>
  /** Null for an unknown, expired, withdrawn or used code alike. */
  find(authority: string, codeLookup: string, now: EpochSeconds): Promise<FoundOffer | null>
  /** Claims the code, once in the world, and again for the wallet that claimed it until its credential is issued; a wrong transaction code is counted by the same statement, and the last one locks. */
  redeem(redemption: Redemption): Promise<'redeemed' | 'locked' | 'not_redeemable' | { readonly triesLeft: number }>
  /** The token reached the wallet: from now on the code is used. */
  confirmRedeemed(redemption: Redemption): Promise<void>
  /** Tells the audit, once for an offer, that its code came again after the first answer left, from somebody who isn't known to be the same wallet; nothing for any other code. */
  noteReuse(authority: string, reuse: { readonly codeLookup: string; readonly retryHash: string | null; readonly now: EpochSeconds }): Promise<void>
  grantOf(authority: string, tokenLookup: string, now: EpochSeconds): Promise<Grant | null>
  /** False when it isn't open, or not this authority's. */
  withdraw(authority: string, id: OfferId, by: string, now: EpochSeconds): Promise<boolean>
  summary(authority: string, id: OfferId): Promise<OfferSummary | null>
  ofPerson(authority: string, person: PersonHandle): Promise<readonly OfferSummary[]>
  /** Erases every draft whose time is over, with its keys; forgets spent nonces. */
  sweep(now: EpochSeconds): Promise<void>
}

/** All that changes when a credential is issued, in one unit. */
export interface Issue {
  readonly authority: string
  readonly offer: OfferId
  readonly configurationId: string
  readonly person: PersonHandle
  readonly nonce: { readonly value: Uint8Array; readonly expiresAt: EpochSeconds }
  readonly holderHash: string
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly now: EpochSeconds
}

export type Remembered =
  | {
      readonly outcome: 'remembered'
      readonly counterfoil: Counterfoil
      /** What the citizen had frozen, and this one, or one of the same moment, takes the place of: revoked in the same unit. */
      readonly replaced?: readonly CounterfoilId[]
    }
  | { readonly outcome: 'nonce_spent' }
  /** Another request of the same grant was first. */
  | { readonly outcome: 'issued_before' }

/** An issue of several credentials at once, each for a key of its own. */
export interface BatchIssue extends Issue {
  /** Hashes of the holder's keys beside the first. */
  readonly copies: readonly string[]
  /** What a wallet took for further proofs, spent with the first. */
  readonly otherNonces: readonly Issue['nonce'][]
}

export type RememberedBatch = (Extract<Remembered, { outcome: 'remembered' }> & { readonly copies: readonly CredentialCopy[] }) | Exclude<Remembered, { outcome: 'remembered' }>

/** One place in a status list, with what stands there now. */
export interface ChangedPlace extends ListName {
  readonly index: number
  readonly status: StatusValue
}

export interface Counterfoils {
  /** Spends the nonce, takes a status index, writes the counterfoil and ends the offer: all or nothing, durable when it answers. */
  remember(issue: Issue): Promise<Remembered>
  /** The same for several at once, with a status index for each and one counterfoil for all. */
  rememberBatch(issue: BatchIssue): Promise<RememberedBatch>
  /** Empty for a credential that was issued alone. */
  copiesOf(authority: string, id: CounterfoilId): Promise<readonly CredentialCopy[]>
  /** Spends the nonces of a repeated request, in one unit; false when one of them was spent. */
  spendNonces(nonces: readonly Issue['nonce'][]): Promise<boolean>
  /** Notes the first outcome of a credential; later ones change nothing. The draft of one that its holder doesn't want is erased. */
  noteOutcome(authority: string, offer: OfferId, counterfoil: CounterfoilId, event: NotificationEvent, now: EpochSeconds): Promise<void>
  find(authority: string, id: CounterfoilId): Promise<Counterfoil | null>
  ofPerson(authority: string, person: PersonHandle): Promise<readonly Counterfoil[]>
  /** Of somebody's credentials, those that are of one record of several: of which. */
  recordsOf(authority: string, person: PersonHandle): Promise<ReadonlyMap<CounterfoilId, RecordHandle>>
  /** Of somebody's credentials that are not at their end: with how many others, of the same type and sign-in, they change. */
  manyAlong(authority: string, person: PersonHandle, now: EpochSeconds): Promise<ReadonlyMap<CounterfoilId, number>>
  /**
   * Moves the status when it stands where the change starts, and with it what came of the same type by the same sign-in and what stands of it for
   * the same person in the wallets of other profiles, all or nothing. The one that was asked for comes first; empty when that doesn't stand there (or isn't this authority's).
   */
  changeStatus(authority: string, id: CounterfoilId, change: StatusChange, by: { readonly actor: string; readonly reason: ChangeReason; readonly telling?: Telling; readonly now: EpochSeconds }): Promise<readonly Counterfoil[]>
  /** Tells the audit of a change that couldn't be made. */
  noteRefused(authority: string, id: CounterfoilId, change: JobChange, by: { readonly actor: string; readonly now: EpochSeconds }): Promise<void>
  /** Where these counterfoils and their copies have their status, and which it is now. */
  placesOf(authority: string, ids: readonly CounterfoilId[]): Promise<readonly ChangedPlace[]>
}

export interface IssuanceToDefer extends Omit<DeferredIssuance, 'sealedHolders' | 'state'> {
  readonly authority: string
  readonly sealedHolders: Uint8Array
  /** Spent together, or none of them. */
  readonly nonces: readonly Issue['nonce'][]
  readonly reason: DeferralReason
  readonly now: EpochSeconds
}

/** Issuings that wait for the council's record. */
export interface DeferredIssuances {
  /** Spends the nonces, puts the issuing down and erases the draft: all or nothing. `not_deferrable` when the offer has moved on. */
  defer(issuance: IssuanceToDefer): Promise<'deferred' | 'nonce_spent' | 'not_deferrable'>
  /** What a token waits for; null when there is nothing, or its time is over. */
  ofToken(authority: string, tokenLookup: string, now: EpochSeconds): Promise<DeferredIssuance | null>
  /** The credentials reached the wallet: the transaction is over. */
  confirmCollected(offer: OfferId): Promise<void>
  /** Nothing can come of it any more. */
  end(authority: string, offer: OfferId, now: EpochSeconds): Promise<void>
  /** Ends what has waited too long. */
  sweep(now: EpochSeconds): Promise<void>
}

/** Everything that follows from a transaction id, which is stored nowhere. */
export interface DeferralSeals {
  transactionId(token: AccessToken, offer: OfferId): TransactionId
  lookupOf(transaction: TransactionId): string
  /** What is spent when the transaction is. */
  nonceOf(lookup: string): Uint8Array
  seal(transaction: TransactionId, offer: OfferId, keys: readonly P256PublicJwk[]): Uint8Array
  open(transaction: TransactionId, offer: OfferId, sealed: Uint8Array): readonly P256PublicJwk[]
}

/** The entries of a list that are not valid: with the rest zero, the whole list. */
export interface StandingList {
  readonly size: number
  readonly entries: readonly { readonly index: number; readonly status: StatusValue }[]
}

/** A deflated copy of bytes, kept in step with them. */
export interface DeflatedBytes {
  /** Tells that a byte is another than before. */
  changed(position: number): void
  /** The whole as it is now, as zlib. @see RFC 1950 */
  bytes(): Uint8Array
}

/** Every form in which a list is published: a Status List Token as JWT and as CWT, and a W3C list for each purpose. */
export type ListFormName = 'jwt' | 'cwt' | BitstringPurpose

export interface ListFacts {
  /** Whose list it is. */
  readonly authority: Authority
  readonly list: number
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly ttl: Seconds
}

/** What is signed of a list, and what it is with its signature. */
export interface ListToBeSigned {
  readonly toSign: string | Uint8Array
  readonly finish: (signature: string) => string | Uint8Array
}

/** Writes a list in one form. */
export type ListForm = (facts: ListFacts, content: { readonly bits: StatusBits; readonly zlib: () => Uint8Array }, key: SignerHeader) => ListToBeSigned

export interface StatusLists {
  /** Sees to it that each of these has a list to take indices from. */
  open(statusIssuers: readonly string[]): Promise<void>
  /** Null when there is no such list. */
  standing(list: ListName): Promise<StandingList | null>
  /** As it was at the end of the second before. */
  standingAsOf(list: ListName, time: EpochSeconds): Promise<StandingList | null>
}

export interface CredentialToSign {
  readonly authority: Authority
  readonly configuration: CredentialConfiguration
  /** Its dates. */
  readonly counterfoil: Pick<Counterfoil, 'issuedAt' | 'expiresAt'>
  readonly place: StatusPlace
  /** Where its status stands when that isn't in the authority's own lists. */
  readonly statusAt?: StatusReference
  readonly claims: JsonObject
  readonly holder: P256PublicJwk
}

export interface CredentialSigner {
  /** The signed credential in the configuration's format. */
  sign(credential: CredentialToSign): string | Promise<string>
}

/** Signs in one role with one published key; the private key stays inside. A signer of another role is another type. */
export interface Es256Signer<Role extends 'credential' | 'status'> {
  readonly kid: string
  /** Its certificate under the consortium's CA, base64 DER. */
  readonly x5c: readonly string[]
  readonly role: Role
  /** At once where the key is at hand. Refuses `signing_unavailable`. */
  readonly sign: (signingInput: string | Uint8Array) => string | Promise<string>
}

/** The platform's native crypto, for judging key proofs. */
export interface ProofCrypto {
  readonly decodeText: DecodeText
  readonly verifyEs256: (jwk: P256PublicJwk, signingInput: string, signature: string) => boolean
  /** What must be spent for the nonce of a proof, where nonces are given by somebody else. */
  readonly outsideNonce?: (nonce: string) => LiveNonce | null
  /** The key that a `kid` holds, where it is written otherwise than as a DID URL. */
  readonly heldKey?: (kid: string) => P256PublicJwk | null
  /** The key of a certificate below which key attestations are believed; null for any other, and where none is believed at all. */
  readonly trustedKeyOf: ((x5c: readonly string[]) => P256PublicJwk | null) | null
  /** A keyed hash of the issuer's own for nonces of one authority. */
  nonceMac(authority: string): (message: Uint8Array) => Uint8Array
  /** A keyed hash of a holder's key. */
  holderHash(jwk: P256PublicJwk): string
}

/** Encryption of requests and responses, inside of TLS. @see OpenID4VCI 1.0, section 10 */
export interface MessageEncryption {
  /** To which wallets encrypt now. */
  publicKey(authority: string): RequestEncryptionKey
  /** Refuses `invalid_encryption_parameters` for whatever was not encrypted to a key of this authority. */
  open(authority: string, compact: string): string
  encrypt(content: object, to: ResponseEncryption): string
}

/** Some of whom a search finds. */
export interface PeopleFound {
  readonly people: readonly PersonRecord[]
  readonly hasMore: boolean
}

/** The council's own system of record, which is asked for those who are meant and for nobody else. Refuses `records_away`, `records_unusable`. */
export interface RecordSource {
  /** Those whom handles stand for; without those whom it no longer holds. */
  people(authority: string, handles: readonly PersonHandle[]): Promise<ReadonlyMap<PersonHandle, PersonRecord>>
  /** Those of the council's own references; without those whom it doesn't hold. */
  named(authority: string, references: readonly CouncilReference[]): Promise<readonly PersonRecord[]>
  /** Those whose field holds just this; the first two where there are more. */
  whose(authority: string, field: string, value: string): Promise<readonly PersonRecord[]>
  /** Those of whom every word, in lower case, stands in some field; the first so many. */
  search(authority: string, words: readonly string[], most: number): Promise<PeopleFound>
  handleOf(authority: string, reference: CouncilReference): PersonHandle
  /** Null for a record of a type that somebody has one of. */
  recordHandleOf(authority: string, typeId: string, record: PersonRecord): RecordHandle | null
  /** Whom staff ask to put a record right; null when nobody said. */
  contactOf(authority: string): Bilingual | null
}

export interface SignInChecks {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}
