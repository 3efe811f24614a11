import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Authority } from '../domain/authority.ts'
import type { OfferId } from '../domain/credential-offer.ts'
import type { Permission } from '../domain/staff-permission.ts'

/** Something that somebody has to look at: in words, and where. */
export interface AttentionItem {
  readonly text: Bilingual
  readonly href: string | null
  /** It does harm while it waits. */
  readonly isUrgent: boolean
  /** What ends when, and the operator's command that renews it. */
  readonly renewal?: { readonly endsAt: EpochSeconds; readonly command: string }
}

/** What one part of the console knows to be wanting attention; shown to those with its permission. */
export interface Attention {
  readonly permission: Permission
  of(authority: Authority, now: EpochSeconds): Promise<readonly AttentionItem[]>
}

/** How many, by day or by what happened. */
export interface DayCount {
  readonly day: EpochSeconds
  readonly count: number
}

export const refusalEvents = ['offer.tx_code_refused', 'offer.locked', 'offer.code_reused', 'offer.expired', 'credential.failed', 'credential.deleted'] as const
export type RefusalEvent = (typeof refusalEvents)[number]

/** Counts of an authority's own tables; nobody is in them. */
export interface OverviewCounts {
  /** Credentials issued, for each of so many days up to now, the earliest first; days without any are 0. */
  issuedByDay(authority: string, days: number, now: EpochSeconds): Promise<readonly DayCount[]>
  /** What didn't come to be a credential in a wallet, since then. */
  refusals(authority: string, since: EpochSeconds): Promise<ReadonlyMap<RefusalEvent, number>>
}

/** Offers whose code was shown again after it was used. */
export interface ReusedCodes {
  /** Of the last two weeks, the latest first; none whose credential was revoked since. */
  latest(authority: string, now: EpochSeconds): Promise<readonly OfferId[]>
}
