import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Branded } from '@counterfoil/shared/kernel/branded'
import { filled, type PersonRecord } from './council-record.ts'

/** What the council's own case system calls the case that a credential is issued for. Never stored here, never in a URL or a log. */
export type CaseReference = Branded<string, 'CaseReference'>

/** A keyed hash of a case reference, under a key of the authority's own: what offers and counterfoils are found by. */
export type CaseHandle = Branded<string, 'CaseHandle'>

/** The case of one type as the council's record tells it, in a column of the type's own or in one for all; null where it tells none. */
export function caseReferenceIn(type: Pick<CredentialType, 'id'>, record: PersonRecord): CaseReference | null {
  const found = filled(record, `${type.id.replaceAll('-', '_')}_case_reference`) ?? filled(record, 'case_reference')
  return found === null ? null : (found as CaseReference)
}
