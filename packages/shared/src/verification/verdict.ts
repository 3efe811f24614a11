import type { JsonObject } from '../kernel/json.ts'
import type { RefusalCode } from '../refusals/refusal-codes.ts'
import type { Signed } from './formats/opened-presentation.ts'
import type { PresentedType } from './policy.ts'

/**
 * The catalogue of checks, in their order, the cheapest first: design, section 4, step 6. Every format is judged by all of
 * them; what only the holder may provoke comes after the holder's signature.
 */
export const checkNames = [
  'structure',
  'disclosures',
  'type',
  'holder binding',
  'issuer key',
  'issuer signature',
  'holder signature',
  'validity',
  'accreditation',
  'status',
  'query',
] as const
export type CheckName = (typeof checkNames)[number]

export interface Check {
  readonly name: CheckName
  /** `not asked`: what proves possession, when the query can do without and the presentation came without. */
  readonly result: 'passed' | 'failed' | 'not reached' | 'not asked'
  /** How many seconds old the fact was that decided it, for a check that rests on one. */
  readonly factAge?: number
}

interface Judged {
  readonly checks: readonly Check[]
}

/** All checks passed. `claims` holds only what the query asked for. */
export interface Verified extends Judged {
  readonly outcome: 'verified'
  readonly claims: JsonObject
  readonly issuer: { readonly did: string; readonly kid: string }
  readonly type: PresentedType
  /** The name under which the type is accredited or listed; its own where a list gives it none. */
  readonly vct: string
  readonly issuedAt: number | null
  /** What the issuer signed, as it was signed: the same whenever this credential is shown, in every format, and nobody else's. */
  readonly issuerSigned: Signed['input']
  /** Whether the wallet disclosed more than was asked; the surplus is dropped. */
  readonly overDisclosed: boolean
}

/** One check failed; none after it was made. */
export interface Refused extends Judged {
  readonly outcome: 'refused'
  readonly refusal: RefusalCode
  readonly detail: string | undefined
}

export type Verdict = Verified | Refused

const final: ReadonlySet<RefusalCode> = new Set([
  'issuer_not_trusted',
  'credential_expired',
  'credential_revoked',
  'credential_suspended',
  'credential_missing_data',
  'subject_mismatch',
  'representation_out_of_scope',
  'representation_not_current',
])

/**
 * Whether a refusal ends the request. Only what was proven about an authentic credential does: anybody could send
 * junk, and a stranger's junk must not end a citizen's request.
 */
export const isFinalRefusal = (code: RefusalCode): boolean => final.has(code)
