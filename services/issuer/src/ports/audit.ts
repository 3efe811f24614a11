import type { AuditFacts, ChainHead } from '@counterfoil/service-kit/audit/chained-entry'
import type { Anchor } from '@counterfoil/service-kit/audit/anchor'
import type { AuditVerdict } from '@counterfoil/service-kit/audit/verify-audit'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AuditFilter, Look } from '../domain/audit/audit-filter.ts'
import type { Authority } from '../domain/authority.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'

export interface ListedEntry extends AuditFacts {
  readonly number: number
  readonly at: EpochSeconds
}

/** An authority's own entries. */
export interface AuditLog {
  /** Newest first, from before a number on. */
  list(authority: string, filter: AuditFilter, before: number | null, most: number): Promise<readonly ListedEntry[]>
  looksAt(authority: string, person: PersonHandle, most: number): Promise<readonly ListedEntry[]>
  /** One entry's place in the chain, and what it tells of; null when there is none of that number. */
  at(authority: string, number: number): Promise<(ChainHead & { readonly event: string }) | null>
}

/** What staff looked at. */
export interface Looks {
  /** Durable when it answers; the same look again, before it is chained, is the same. */
  note(...looks: readonly Look[]): Promise<void>
  /** Chains everything that was noted, or what was noted for one authority. */
  chain(authority?: string): Promise<void>
}

/** An authority's log as a file, and judged. */
export interface AuditFile {
  lines(authority: Authority, upTo: number): AsyncGenerator<string>
  /** By itself where nothing can be learned of anchors: then `anchors` is null. */
  verify(authority: Authority): Promise<{ readonly verdict: AuditVerdict; readonly anchors: readonly Anchor[] | null }>
}

/** Signs a statement with the key that signs an authority's credentials. */
export type SignStatement = (authority: Authority, typ: string, claims: Readonly<Record<string, unknown>>) => Promise<string>
