import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds, Seconds } from '@counterfoil/shared/kernel/branded'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ResponseEncryptionKey } from '@counterfoil/shared/oid4vp/client-metadata'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { TypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import type { StatusReference } from '@counterfoil/shared/status-list/status-reference'
import type { IssuerKey, IssuerReference, KnownIssuerKey, StatusEntry, VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import type { CheckRecord } from './domain/check-record.ts'
import type { FormPart, FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { FormQuery } from '@counterfoil/shared/form-profile/form-query'
import type { RequestProfile } from '@counterfoil/shared/form-profile/request-profile'
import type { PublishedVersion } from './domain/purpose-register.ts'
import type { Conclusion, Presentation, PresentationNumber, PresentationState, RequestId, ResponseCode, TransactionId } from './domain/presentation.ts'

/** The key pair of one presentation, to which its answer is encrypted. */
export interface ResponseKey {
  readonly publicJwk: ResponseEncryptionKey
  /** The private key, sealed under the service's key and bound to its request: the only shape in which it is stored. */
  readonly wrapped: Uint8Array
  /** Opens an answer; refuses with `decryption_failed`. */
  open(jwe: string): string
}

export interface ResponseKeys {
  /** What of a request nobody but this service should read at rest. */
  cover(requestId: RequestId, text: string): Uint8Array
  uncover(requestId: RequestId, covered: Uint8Array): string
  make(requestId: RequestId): ResponseKey
  unwrap(requestId: RequestId, publicJwk: ResponseEncryptionKey, wrapped: Uint8Array): ResponseKey
}

/** An open presentation together with its key. */
export interface OpenPresentation extends Presentation {
  readonly responseKey: ResponseKey
}

/** What proves that the citizen who answered is at this form: on the same device the code that came back with them, else the number that their wallet shows. */
export interface ResultProof {
  readonly responseCode: ResponseCode | null
  readonly number: PresentationNumber | null
}

/** Presentations at rest. Every verb that moves one is a single conditional statement: it says no when the state moved first. */
export interface Presentations {
  /** False when another open presentation has the same code. */
  begin(presentation: OpenPresentation, code: TypedCode | null, now: EpochSeconds): Promise<boolean>
  /** Marks an open one as fetched, again and again; null when it is unknown, ended or past its time. One for another device is opened once, within two minutes. */
  fetch(authority: string, requestId: RequestId, now: EpochSeconds): Promise<OpenPresentation | null>
  /** Of one that is for a page's browser, by the name that its form's server has; null for every other. */
  requestOfBrowser(authority: string, transactionId: TransactionId): Promise<RequestId | null>
  /** Refuses with `invalid_request` (unknown), `expired_transaction` or `already_answered`. Judges nothing for good: `conclude` does. */
  mustBeOpen(authority: string, requestId: RequestId, now: EpochSeconds): Promise<OpenPresentation>
  /** Ends an open one: once in the world, with its check record, its key erased. False when it ended before. */
  conclude(presentation: OpenPresentation, conclusion: Conclusion, record: CheckRecord, now: EpochSeconds, statement: string | null): Promise<boolean>
  /** Notes why an answer to an open one was not taken, which ends nothing. */
  noteHint(presentation: OpenPresentation, refusal: RefusalCode): Promise<void>
  /** The form that it is of; null when it is unknown. */
  formOf(authority: string, transactionId: TransactionId): Promise<{ readonly form: string; readonly requestId: RequestId } | null>
  state(authority: string, transactionId: TransactionId, now: EpochSeconds): Promise<PresentationState | null>
  /**
   * Hands out the sealed result once and erases it. Null when there is none; refuses with `response_code_wrong`
   * when the proof is missing, which costs nothing, or another's, and `number_wrong` for another number, which is counted, and the last one erases the result.
   */
  collect(authority: string, transactionId: TransactionId, proof: ResultProof, now: EpochSeconds): Promise<string | null>
  requestOfCode(authority: string, code: TypedCode, now: EpochSeconds): Promise<Pick<Presentation, 'requestId' | 'form' | 'profileDigest'> | null>
  /** Expires what is past its time, erasing keys and results; forgets what ended long ago. */
  sweep(now: EpochSeconds): Promise<void>
}

/** What a form asks of one credential, with its type. */
export interface PreparedPart extends FormPart {
  readonly vct: string
  readonly type: Pick<CredentialType, 'name' | 'schema' | 'claims' | 'w3cTypes' | 'mdoc'>
}

/** A form ready to be asked with, for one authority. */
export interface PreparedForm {
  readonly profile: FormProfile
  readonly query: FormQuery
  /** Types of credential that it asks for, as the trust of the network names them. */
  readonly vcts: readonly string[]
  /** Credential by credential, in the order of its query. */
  readonly parts: readonly [PreparedPart, ...PreparedPart[]]
  readonly privacyNotice: Bilingual | null
  /** SHA-256 of the profile: its version, as the Purpose Register and Check Records name it. */
  readonly profileDigest: string
  readonly versions: readonly PublishedVersion[]
  /** The members of the Request Object that are the same for every request of this form, as JSON without its braces. */
  readonly constantMembers: string
  /** Likewise the members of its client metadata. */
  readonly constantMetadata: string
}

export interface Forms {
  /** As it is asked with now; or the version of that digest, with which a presentation began, be it overtaken since. */
  find(authority: string, form: string, profileDigest?: string | null): PreparedForm | null
  /** Every form of every authority. */
  all(): readonly { readonly authority: string; readonly form: PreparedForm }[]
}

/** Under which name an authority asks, and how it signs under that. */
export interface RequestFace {
  /** The client identifier; one that may not sign names the address that takes its answers. @see OpenID4VP 1.0, section 5.9.3 */
  clientId(responseUri: string): string
  /** Signs the JSON of a Request Object's claims. */
  signRequestObject(payload: string): string | Promise<string>
}

/** A key that signs Request Objects and Check Records, as it is published. */
export interface PublishedKey extends P256PublicJwk {
  readonly kid: string
  readonly alg: 'ES256'
  readonly use: 'sig'
}

/** Who asks: an authority with its request-signing key. */
export interface Asker {
  readonly did: string
  /** Signs the JSON of a Check Record. */
  signStatement(payload: string): string | Promise<string>
  /** Signs the JSON of a receipt for what was erased. */
  signErasureReceipt(payload: string): string | Promise<string>
  /** Null when its papers don't allow that: no certificate for this host, no attestation. */
  as(profile: RequestProfile): RequestFace | null
}

export interface Askers {
  find(authority: string): Asker | null
  /** Those that sign and those that will; none for an authority that isn't known. */
  keys(authority: string): readonly PublishedKey[]
}

/**
 * What is known about issuers, from the ledger and from status lists. An answer at hand comes without a promise. When a
 * fact can't be had fresh enough it refuses with `ledger_unavailable` or `status_unavailable`.
 */
export interface IssuerFacts<Key> {
  issuerKey(named: IssuerReference): Fact<KnownIssuerKey<Key>> | Promise<Fact<KnownIssuerKey<Key>>>
  certifiesKey(x5c: readonly string[], issuer: IssuerKey<Key>): boolean
  accreditation(did: string, vct: string): Fact<boolean> | Promise<Fact<boolean>>
  status(entry: StatusReference, issuer: IssuerKey<Key>): Fact<StatusEntry> | Promise<Fact<StatusEntry>>
}

/** How old a fact may be when something is decided by it; past that the answer is "cannot tell". */
export interface FactLimits {
  readonly key: Seconds
  readonly accreditation: Seconds
  readonly status: Seconds
}

/** The crypto of judging, on the platform's native code. */
export type JudgingCrypto<Key> = Required<Pick<VerificationPorts<Key>, 'sha256' | 'decodeText' | 'verifyIssuer' | 'verifyHolder'>>

/** Seals a result to a form's key, as a compact JWE. */
export interface ResultSealer {
  /** Whether a form's key can be sealed to: a point on the curve, without a private part. */
  accepts(key: P256PublicJwk): boolean
  seal(to: P256PublicJwk & { readonly kid?: string }, plaintext: string): string
}
