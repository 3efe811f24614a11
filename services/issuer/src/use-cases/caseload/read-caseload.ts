import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { Authority } from '../../domain/authority.ts'
import { rangesOf, type CaseloadQuery, type DateProblemAt } from '../../domain/caseload/caseload-query.ts'
import type { CaseReference } from '../../domain/case-reference.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import type { CouncilReference } from '../../domain/council-record.ts'
import type { RecordSource } from '../../ports.ts'
import type { Caseload, CaseloadFilter, CaseloadRow, ReferenceMeant } from '../../ports/caseload.ts'
import type { CaseReferences } from '../../ports/council-api.ts'

interface Ports {
  readonly clock: Clock
  readonly caseload: Caseload
  readonly cases: CaseReferences
  readonly records: Pick<RecordSource, 'handleOf'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface CaseloadPage {
  readonly rows: readonly CaseloadRow[]
  /** The next page; null on the last one. */
  readonly next: CaseloadQuery | null
  /** How many there are in all, up to one more than `mostCounted`. */
  readonly many: number
}

/** A caseload that is asked for, with the words of a reference that its address carries sealed. */
export interface CaseloadAsked {
  readonly query: CaseloadQuery
  readonly reference: string | null
}

export type CaseloadProblems = { readonly problems: readonly DateProblemAt[] }

const onPage = 50
/** Beyond this nobody is told a number: it would be counted anew for each page. */
export const mostCounted = 10_000
/** Rows of an export that are in memory at once. What isn't in the order of ids is looked through anew for each piece, so that pieces are large. */
const together = (sort: CaseloadQuery['sort']): number => (sort === 'issued' ? 2000 : 20_000)

/** What staff of one authority look through, and take away as a table: in both, exactly what was asked for. */
export function readCaseload(ports: Ports) {
  const { caseload, configurations, clock } = ports
  const filterOf = (authority: Authority, { query, reference }: CaseloadAsked): CaseloadFilter | CaseloadProblems => {
    const ranges = rangesOf(query)
    if ('problems' in ranges) return ranges
    const { type, status } = query
    const configurationIds = type === null ? null : [...configurations.values()].filter((one) => one.type.id === type).map(({ id }) => id)
    return { configurationIds, status, ...ranges, reference: reference === null ? null : meantBy(ports, authority, reference), now: clock.now() }
  }
  return {
    typeOf: ({ configurationId }: Pick<CaseloadRow, 'configurationId'>): CredentialType | null => configurations.get(configurationId)?.type ?? null,
    /** Whose handle a reference gives, if it is a person's. */
    personMeant: (authority: Authority, reference: string): PersonHandle => meantBy(ports, authority, reference).person,
    types: (): readonly CredentialType[] => [...new Set([...configurations.values()].map(({ type }) => type))],
    page: async (authority: Authority, asked: CaseloadAsked): Promise<CaseloadPage | CaseloadProblems> => {
      const filter = filterOf(authority, asked)
      if ('problems' in filter) return filter
      const { sort, order, after } = asked.query
      const [found, many] = await Promise.all([caseload.list(authority.id, filter, { sort, order, after, most: onPage + 1 }), caseload.count(authority.id, filter, mostCounted + 1)])
      const rows = found.slice(0, onPage)
      const last = rows.at(-1)
      return { rows, many, next: found.length > onPage && last !== undefined ? { ...asked.query, after: caseload.afterRow(last, sort) } : null }
    },
    /** Every row that was asked for, from the first one on, whichever page the address is of. */
    all: async function* (authority: Authority, asked: CaseloadAsked): AsyncGenerator<readonly CaseloadRow[]> {
      const filter = filterOf(authority, asked)
      if ('problems' in filter) return
      const { sort, order } = asked.query
      const most = together(sort)
      let after: CaseloadQuery['after'] = null
      for (;;) {
        const rows: readonly CaseloadRow[] = await caseload.list(authority.id, filter, { sort, order, after, most })
        if (rows.length > 0) yield rows
        const last = rows.at(-1)
        if (rows.length < most || last === undefined) return
        after = caseload.afterRow(last, sort)
      }
    },
  }
}

export type ReadCaseload = ReturnType<typeof readCaseload>

/** A reference can be a person's, a case's, or the credential's own. */
export const meantBy = ({ cases, records }: Pick<Ports, 'cases' | 'records'>, { id }: Authority, text: string): ReferenceMeant => ({
  person: records.handleOf(id, text as CouncilReference),
  caseHandle: cases.handleOf(id, text as CaseReference),
  id: text,
})
