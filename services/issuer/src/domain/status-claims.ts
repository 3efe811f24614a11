import type { StatusKind } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { bitstringListUri, statusListUri, type Authority } from './authority.ts'
import type { Counterfoil } from './counterfoil.ts'

export type StatusPlace = Pick<Counterfoil, 'statusList' | 'statusIndex'>

/** Where a credential's status stands, which is the same place in every format. */
export interface StatusReference {
  readonly idx: number
  readonly uri: string
}

export const statusReference = (authority: Authority, { statusList, statusIndex }: StatusPlace): StatusReference => ({ idx: statusIndex, uri: statusListUri(authority, statusList) })

/** The `status` claim. @see Token Status List, sections 6.2 and 6.3 */
export const tokenStatusOf = (authority: Authority, place: StatusPlace): JsonObject => ({ status_list: { ...statusReference(authority, place) } })

/** The `credentialStatus` of the W3C's data model: an entry for each way in which the credential may stop to stand. @see Bitstring Status List 1.0, section 2.1 */
export const bitstringStatusOf = (authority: Authority, { statusList, statusIndex }: StatusPlace, kinds: readonly StatusKind[]): JsonObject[] =>
  kinds.map((kind) => ({
    id: `${bitstringListUri(authority, statusList, kind)}#${statusIndex}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: kind,
    statusListIndex: String(statusIndex),
    statusListCredential: bitstringListUri(authority, statusList, kind),
  }))
