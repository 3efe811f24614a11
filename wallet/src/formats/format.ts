import type { CredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import { answerClaims, type AnsweredClaim } from '@counterfoil/shared/dcql/match-claims'
import { matchesTrustedAuthorities } from '@counterfoil/shared/dcql/trusted-authorities'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import type { ArrayPlaces, PathStep } from '@counterfoil/shared/sd-jwt/disclosure'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { OpenedPresentation, Signed } from '@counterfoil/shared/verification/formats/opened-presentation'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { World } from '../ports.ts'
import { signingKeyOf, type NamedKey } from '../use-cases/signing-key.ts'

/** What a credential that was judged says, and whose key it is for. */
export interface JudgedCredential extends Pick<HeldCredential, 'claims' | 'expiresAt' | 'status' | 'bitstrings'> {
  readonly key: P256PublicJwk | null
}

/** What a credential has to be, beside its type. */
export interface Expected {
  readonly authority: ListedAuthority
  /** The address at which it was collected. */
  readonly issuer: string
}

export type JudgingParts = Pick<World, 'trust' | 'now'>

/** A clock may be off by so many seconds. */
export const skew = 60

/** A held credential, taken apart to be compared with what is asked for. */
export interface OpenedCredential {
  readonly claims: JsonObject
  readonly places: ArrayPlaces
  /** A path without the steps that are the format's own, and say nothing to people. */
  readonly spoken: (path: readonly PathStep[]) => readonly PathStep[]
  /** Whether it is of a type that the query asks for. */
  isAskedBy(query: CredentialQuery): boolean
  /** How it answers a query; null when it doesn't. @see OpenID4VP 1.0, section 6.4 */
  answer(query: CredentialQuery): readonly AnsweredClaim[] | null
  /** Whether what stands there stays unseen unless it is chosen. */
  canHide(path: readonly PathStep[]): boolean
}

/** What is shown of a credential, and to whom. */
export interface Shown {
  readonly credential: HeldCredential
  readonly paths: readonly (readonly PathStep[])[]
  readonly request: AcceptedRequest
  /** Whether it is asked who shows it. */
  readonly isBound: boolean
  /** What is authorised by it. */
  readonly transactions: readonly Transaction[]
}

export type PresentingParts = Pick<World, 'keys' | 'now'>

const noPlaces: ArrayPlaces = new Map()

/** How a credential answers that the verification of presentations takes apart. */
export function answering(opened: OpenedPresentation): Pick<OpenedCredential, 'claims' | 'places' | 'isAskedBy' | 'answer'> {
  const { claims, places = noPlaces } = opened.restore()
  return {
    claims,
    places,
    isAskedBy: (query) => opened.isAskedBy(query),
    answer: (query) => {
      if (!opened.isAskedBy(query)) return null
      if (query.trusted_authorities !== undefined && !matchesTrustedAuthorities(query.trusted_authorities, opened.issuer.x5c)) return null
      return answerClaims(claims, query, places)
    },
  }
}

/** Whether a listed authority signed, by the key that is named and no other. */
export async function isSignedBy({ did }: ListedAuthority, named: NamedKey, { input: signingInput, signature }: Signed, { trust }: JudgingParts): Promise<boolean> {
  const kid = await signingKeyOf({ trust }, did, named)
  return kid !== null && trust.verify({ kid, purpose: 'assertionMethod', signingInput, signature })
}

export const wrong = (cause?: unknown): Fault => new Fault('credential_wrong', { cause })

/** What reading gives; a `Refusal` of it is a Fault `credential_wrong`. */
export function readOrWrong<Read>(read: () => Read): Read {
  try {
    return read()
  } catch (cause) {
    throw cause instanceof Refusal ? wrong(cause) : cause
  }
}

export const isInstantOrAbsent = (value: Json | undefined): value is number | undefined => value === undefined || (typeof value === 'number' && Number.isFinite(value))
export const isKey = (one: P256PublicJwk | null, { x, y }: P256PublicJwk): boolean => one !== null && one.x === x && one.y === y
