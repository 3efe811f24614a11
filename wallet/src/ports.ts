import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/request-object'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Activity } from './domain/activity.ts'
import type { HeldCredential } from './domain/held-credential.ts'

/** The vault: encrypted at rest, readable in memory only. */
export interface Vault {
  credentials(): Promise<readonly HeldCredential[]>
  keep(credential: HeldCredential): Promise<void>
  remove(id: string): Promise<void>
  activities(): Promise<readonly Activity[]>
  note(activity: Activity): Promise<void>
  forgetActivity(id: string): Promise<void>
}

/** Keys that sign and can't be taken out, one for each credential. */
export interface HolderKeys {
  create(id: string): Promise<P256PublicJwk>
  /** ES256 as base64url. Throws when there is no such key. */
  sign(id: string, signingInput: string): Promise<string>
  remove(id: string): Promise<void>
}

export interface HttpAnswer {
  readonly status: number
  /** Parsed when it is a JSON object; empty otherwise. */
  readonly json: JsonObject
  readonly text: string
}

/** Calling councils: with limits of time and size, following no redirect. Throws a Fault `not_reachable`. */
export interface Http {
  get(url: string, accept: string): Promise<HttpAnswer>
  postForm(url: string, fields: Readonly<Record<string, string>>): Promise<HttpAnswer>
  postJson(url: string, body: object, token?: string): Promise<HttpAnswer>
}

/** What the ledger says of authorities. Throws a Fault `not_reachable`. */
export interface Trust {
  byIssuer(url: string): Promise<ListedAuthority | null>
  byDid(did: string): Promise<ListedAuthority | null>
  byLetter(letter: string): Promise<ListedAuthority | null>
  isAccredited(kind: 'issue' | 'request', vct: string, did: string): Promise<boolean>
  /** Whether a signature is by the key that exactly `kid` names, for this purpose. */
  verify(input: { readonly kid: string; readonly purpose: 'assertionMethod' | 'authentication'; readonly signingInput: string; readonly signature: string }): Promise<boolean>
}

/** zlib, with a limit on what comes out. */
export type Inflate = (bytes: Uint8Array) => Promise<Uint8Array>

/** Encrypts the answer to the verifier's one-time key. */
export type EncryptAnswer = (plaintext: string, to: AcceptedRequest['encryptTo']) => Promise<string>

export interface World {
  readonly vault: Vault
  readonly keys: HolderKeys
  readonly http: Http
  readonly trust: Trust
  readonly now: () => number
  readonly newId: () => string
}
