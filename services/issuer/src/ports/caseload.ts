import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { After, CaseloadSort, CaseloadStatus, DayRange } from '../domain/caseload/caseload-query.ts'
import type { CaseHandle } from '../domain/case-reference.ts'
import type { Counterfoil, CounterfoilId, StatusPlace } from '../domain/counterfoil.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'

/** A counterfoil as a row of the caseload: whom it is about stands on its own page. */
export interface CaseloadRow extends Omit<Counterfoil, 'person' | keyof StatusPlace> {
  readonly changedAt: EpochSeconds
}

/** What a reference can be: of a person, of a case, or of the credential itself. */
export interface ReferenceMeant {
  readonly person: PersonHandle
  readonly caseHandle: CaseHandle
  readonly id: string
}

export interface CaseloadFilter {
  /** Those of the type; null for every type. */
  readonly configurationIds: readonly string[] | null
  readonly status: CaseloadStatus | null
  readonly issued: DayRange
  readonly expires: DayRange
  readonly reference: ReferenceMeant | null
  readonly now: EpochSeconds
}

export interface CaseloadOrder {
  readonly sort: CaseloadSort
  readonly order: 'asc' | 'desc'
  readonly after: After | null
  readonly most: number
}

/** What was issued by one authority, as its staff look through it. */
export interface Caseload {
  list(authority: string, filter: CaseloadFilter, order: CaseloadOrder): Promise<readonly CaseloadRow[]>
  /** How many there are; no further than `most`. */
  count(authority: string, filter: CaseloadFilter, most: number): Promise<number>
  /** Where the list goes on behind a row. */
  afterRow(row: CaseloadRow, sort: CaseloadSort): { readonly value: number; readonly id: CounterfoilId }
}
