import type { EpochSeconds } from '../kernel/branded.ts'
import type { Fact } from '../kernel/fact.ts'
import type { Bilingual } from '../kernel/json.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import type { SdJwtReading } from '../sd-jwt/disclosure.ts'
import type { StatusReference } from '../status-list/status-reference.ts'

export type MaybePromise<Value> = Value | Promise<Value>

/** How a credential says whose it is. None of it is believed: trust is decided from the key that verifies the signature. */
export interface IssuerReference {
  /** The DID URL, or name, of a key. */
  readonly kid: string | null
  /** What `iss` or `issuer` says. */
  readonly name: string | null
  /** Certificates in base64 of DER, the leaf first; empty when there are none. */
  readonly x5c: readonly string[]
}

/** A key of an identity, as it is published. `key` is opaque: only `verifyIssuer` reads it. */
export interface IssuerKey<Key> {
  /** The identity's name: a DID; or the address, or the subject of a certificate, of one that has none. */
  readonly did: string
  readonly key: Key
  /** What the credential may call its issuer for this identity: its DID, and the address it issues at. */
  readonly issuerNames: readonly string[]
  /** The name of the key, where the credential doesn't tell it. */
  readonly kid?: string
  /** Whether what it publishes is all that vouches for the key: certificates beside it led to no anchor, and whom they name says nothing. */
  readonly isItsOwnWord?: true
}

/** A key published by an issuer. The name is null for who isn't listed on the ledger. */
export interface KnownIssuerKey<Key> extends IssuerKey<Key> {
  readonly authorityName: Bilingual | null
}

/** One entry of a status list. */
export interface StatusEntry {
  readonly value: number
  readonly listIssuedAt: number
}

/**
 * The facts and the crypto that judging needs. Each fact has an age. A port that has its answer at hand gives it without a
 * promise; a port that can't tell throws a Refusal (`ledger_unavailable`, `status_unavailable` …), which becomes the verdict.
 */
export interface VerificationPorts<Key> extends SdJwtReading {
  /** By which dates are judged. */
  readonly now: EpochSeconds
  /** The time when a fact is used, which may have been asked for meanwhile; `now` where it isn't given. */
  readonly time?: () => EpochSeconds
  /** SHA-256 of ASCII text or of bytes, as base64url. */
  readonly sha256: (content: string | Uint8Array) => string
  /**
   * The key that exactly this DID URL names, among the identity's assertion methods; or, where the credential only has
   * certificates, the key that they hold. Refuses `issuer_unresolvable`, `issuer_deactivated` and `issuer_key_unknown`;
   * where the identity's history tells that a key was withdrawn before its time, `issuer_key_revoked`.
   */
  readonly issuerKey: (named: IssuerReference) => MaybePromise<Fact<IssuerKey<Key>>>
  /** Whether a certificate chain holds the same key and leads to an anchor. */
  readonly certifiesKey: (x5c: readonly string[], issuer: IssuerKey<Key>) => boolean
  /** Whether a signature of 64 bytes, canonically written, verifies; false, too, for r or s of zero or beyond the order. */
  readonly verifyIssuer: (key: Key, signingInput: string | Uint8Array, signature: string) => boolean
  /** The same for a holder's key; false also for one that is no point of the curve. */
  readonly verifyHolder: (jwk: P256PublicJwk, signingInput: string | Uint8Array, signature: string) => boolean
  /** Whether the identity may issue what is accredited under this name. */
  readonly isAccredited: (did: string, type: string) => MaybePromise<Fact<boolean>>
  /** The entry of a status list that this issuer signed. */
  readonly status: (entry: StatusReference, issuer: IssuerKey<Key>) => MaybePromise<Fact<number>>
}
