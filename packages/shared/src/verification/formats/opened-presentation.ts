import type { CredentialQuery } from '../../dcql/credential-query.ts'
import type { EpochSeconds } from '../../kernel/branded.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Handover } from '../../mdoc/session-transcript.ts'
import type { ArrayPlaces, PathStep } from '../../sd-jwt/disclosure.ts'
import type { StatusReference } from '../../status-list/status-reference.ts'
import type { PresentedType } from '../policy.ts'
import type { IssuerReference, VerificationPorts } from '../verification-ports.ts'

/** What a presentation must be made for. */
export interface ExpectedBinding {
  /** The full prefixed client identifier; `origin:` and the origin for the Digital Credentials API. */
  readonly audience: string
  readonly nonce: string
  /** What the holder of an mdoc signs beside those; without it no mdoc is bound to the request. */
  readonly handover?: Handover
}

/** Something signed by ES256: the bytes or the ASCII text, and r and s in base64url. */
export interface Signed {
  readonly input: string | Uint8Array
  readonly signature: string
}

/** A credential's claims as its format names them, for paths of DCQL to select from. @see OpenID4VP 1.0, section 7 */
export interface ClaimsView {
  readonly claims: JsonObject
  /** Where elements stood, of lists of which some are withheld. */
  readonly places?: ArrayPlaces
  /** The places that the holder chose to disclose; none in a format that discloses all. */
  readonly disclosed: readonly { readonly path: readonly PathStep[] }[]
  readonly issuedAt: number | null
}

/**
 * A presentation in one format, taken apart by that format's rules of structure. The pipeline asks it for the parts of its
 * checks in the order of the checks; each refuses by throwing a `Refusal`.
 */
export interface OpenedPresentation {
  readonly issuer: IssuerReference
  readonly signed: Signed
  /** Puts what is disclosed where it was signed, and refuses what was not. */
  restore(): ClaimsView
  /** What it says that it is, in answer to this query; without a name when it doesn't say. */
  typeFor(query: CredentialQuery): PresentedType
  /** Whether that is a type that is asked for. */
  isAskedBy(query: CredentialQuery): boolean
  /** Whether it is bound to a holder at all; refuses a binding that was made for something else. */
  isBound(expected: ExpectedBinding, ports: Pick<VerificationPorts<unknown>, 'now' | 'sha256'>): boolean
  /** Whether the key that the issuer confirmed signed the binding. */
  isSignedByHolder(ports: Pick<VerificationPorts<unknown>, 'verifyHolder' | 'sha256'>): boolean
  /** Refuses what has ended, has not begun or is meant for somebody else. */
  checkValidity(now: EpochSeconds, audience: string): void
  /** Where its status stands; none when it names none. */
  statuses(): readonly StatusReference[]
}

/** What reading a presentation takes from its platform. */
export type PresentationReading = Pick<VerificationPorts<unknown>, 'sha256' | 'decodeText'>

export type OpenPresentation = (presentation: string, reading: PresentationReading) => OpenedPresentation
