import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { Counterfoil, CounterfoilId } from '../domain/counterfoil.ts'

/** One line of what happened to a credential, as the audit log tells it. */
export interface ToldEvent {
  readonly event: AuditEvent['event']
  readonly at: EpochSeconds
  readonly actor: string
  readonly reason: string | null
  /** Its number in the authority's log. */
  readonly number: number
}

/** What is known of one credential. */
export interface CredentialHistory {
  readonly told: readonly ToldEvent[]
  /** One of the same type that was issued to the same person since; null when there is none. */
  readonly newer: { readonly id: CounterfoilId; readonly at: EpochSeconds } | null
  /** Up to which number of the authority's log was put down for the ledger, and when; null before the first time. */
  readonly anchored: { readonly number: number; readonly at: EpochSeconds } | null
}

export interface Timelines {
  of(authority: string, counterfoil: Counterfoil): Promise<CredentialHistory>
}
