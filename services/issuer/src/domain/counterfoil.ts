import type { Branded, EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { CredentialType, StatusKind } from '@counterfoil/shared/catalogue/credential-type'
import { statusValue, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import type { ListName } from './authority.ts'
import type { PersonHandle } from './credential-offer.ts'

export type CounterfoilId = Branded<string, 'CounterfoilId'>

/** Where a credential has its status: no two have the same. */
export interface StatusPlace extends ListName {
  readonly statusIndex: number
}

/** What the centre remembers of an issued credential. No subject, no claim. */
export interface Counterfoil extends StatusPlace {
  readonly id: CounterfoilId
  readonly configurationId: string
  readonly person: PersonHandle
  readonly status: StatusValue
  readonly issuedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
}

/** What staff may do to a credential. Revoking is final. @see Token Status List, section 7.1 */
export const statusChanges = {
  suspend: { from: [statusValue.valid], to: statusValue.suspended, reasons: ['record_check', 'reported_lost', 'at_request'] },
  reinstate: { from: [statusValue.suspended], to: statusValue.valid, reasons: ['check_passed', 'found_again', 'at_request'] },
  revoke: { from: [statusValue.valid, statusValue.suspended], to: statusValue.revoked, reasons: ['moved_away', 'issued_in_error', 'record_changed', 'at_request'] },
} as const

export type StatusChange = keyof typeof statusChanges
export type ChangeReason = (typeof statusChanges)[StatusChange]['reasons'][number]

/** Reasons that nobody chooses: a citizen froze what was on a device that is gone, and what they froze was collected again. */
export type GivenReason = 'lost_device' | 'collected_again'

export const isStatusChange = (text: string): text is StatusChange => Object.hasOwn(statusChanges, text)

/** The reason, when it is one of this change's own; null otherwise. */
export const reasonOf = (change: StatusChange, text: unknown): ChangeReason | null => statusChanges[change].reasons.find((reason) => reason === text) ?? null

export const isAllowed = (change: StatusChange, status: StatusValue): boolean => (statusChanges[change].from as readonly StatusValue[]).includes(status)

/** Whether the wallet shall get no other one by what its sign-in gave it. That a record changed is what the next one is for. */
export const endsSignIn = (change: StatusChange, reason: ChangeReason): boolean => change !== 'reinstate' && reason !== 'record_changed'

/** Whether a type knows the change: one that can't be suspended can't be reinstated, either. */
export const isKindOf = (change: StatusChange, kinds: readonly StatusKind[]): boolean => kinds.includes(change === 'revoke' ? 'revocation' : 'suspension')

const day = 86_400

/**
 * The dates that a credential carries: whole days, for the second of issuing would tell two verifiers that they look at
 * the same citizen. What the record says ends earlier, ends earlier. @see OpenID4VCI 1.0, section 15.4
 */
export function validityDates(now: EpochSeconds, days: number, end: EpochSeconds | null = null): { readonly issuedAt: EpochSeconds; readonly expiresAt: EpochSeconds } {
  const issuedAt = (now - (now % day)) as EpochSeconds
  return { issuedAt, expiresAt: Math.min(issuedAt + days * day, end ?? Infinity) as EpochSeconds }
}

/** From when on a new one may be offered before this one ends. */
export const renewableFrom = ({ issuedAt, expiresAt }: Counterfoil, { renewal }: Pick<CredentialType, 'renewal'>): EpochSeconds =>
  Math.max(issuedAt, expiresAt - renewal.opensDaysBefore * day) as EpochSeconds
