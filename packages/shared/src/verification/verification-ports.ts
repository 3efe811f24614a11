import type { EpochSeconds } from '../kernel/branded.ts'
import type { P256PublicJwk } from '../kernel/jwk.ts'
import type { SdJwtReading } from '../sd-jwt/disclosure.ts'

export type MaybePromise<Value> = Value | Promise<Value>

/** A key of an accredited identity, as the ledger publishes it. `key` is opaque: only `verifyIssuer` reads it. */
export interface IssuerKey<Key> {
  readonly did: string
  readonly key: Key
  /** What the credential's `iss` may say for this identity: its DID, and the address it issues at. */
  readonly issuerNames: readonly string[]
}

/**
 * The facts and the crypto that judging needs. A port that has its answer at hand gives it without a promise; a port
 * that can't tell throws a Refusal (`ledger_unavailable`, `status_unavailable` …), which becomes the verdict.
 */
export interface VerificationPorts<Key> extends SdJwtReading {
  readonly now: EpochSeconds
  /**
   * The key that exactly this DID URL names, among the identity's assertion methods. Refuses `issuer_unresolvable`,
   * `issuer_deactivated` and `issuer_key_unknown`; where the identity's history tells that a key was withdrawn before
   * its time, `issuer_key_revoked`.
   */
  readonly issuerKey: (kid: string) => MaybePromise<IssuerKey<Key>>
  /** Whether a certificate chain beside `kid` holds the same key and leads to the consortium. */
  readonly certifiesKey: (x5c: readonly string[], issuer: IssuerKey<Key>) => boolean
  /** Whether a signature of 64 bytes, canonically written, verifies; false, too, for r or s of zero or beyond the order. */
  readonly verifyIssuer: (key: Key, signingInput: string, signature: string) => boolean
  /** The same for a holder's key; false also for one that is no point of the curve. */
  readonly verifyHolder: (jwk: P256PublicJwk, signingInput: string, signature: string) => boolean
  readonly isAccredited: (did: string, vct: string) => MaybePromise<boolean>
  /** The entry of a status list that this issuer signed. */
  readonly status: (uri: string, index: number, issuer: IssuerKey<Key>) => MaybePromise<number>
}
