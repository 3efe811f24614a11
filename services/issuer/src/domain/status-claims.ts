import type { StatusKind } from '@counterfoil/shared/catalogue/credential-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { bitstringListUri, statusListUri, type Authority } from './authority.ts'
import type { StatusPlace } from './counterfoil.ts'

/** Where a credential's status stands, which is the same place in every format. */
export interface StatusReference {
  readonly idx: number
  readonly uri: string
}

export const statusReference = (authority: Authority, place: StatusPlace): StatusReference => ({ idx: place.statusIndex, uri: statusListUri(authority, place) })

/** The `status` claim. @see Token Status List, sections 6.2 and 6.3 */
export const tokenStatusOf = (authority: Authority, place: StatusPlace): JsonObject => ({ status_list: { ...statusReference(authority, place) } })

/** The `credentialStatus` of the W3C's data model: an entry for each way in which the credential may stop to stand. @see Bitstring Status List 1.0, section 2.1 */
export const bitstringStatusOf = (authority: Authority, place: StatusPlace, kinds: readonly StatusKind[]): JsonObject[] =>
  kinds.map((kind) => ({
    id: `${bitstringListUri(authority, place, kind)}#${place.statusIndex}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: kind,
    statusListIndex: String(place.statusIndex),
    statusListCredential: bitstringListUri(authority, place, kind),
  }))
