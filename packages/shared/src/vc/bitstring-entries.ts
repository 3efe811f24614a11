import { isJsonObject, type Json } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { StatusReference } from '../status-list/status-reference.ts'
import { setOf } from './values.ts'

/** Purposes that say nothing of whether a credential stands. @see Bitstring Status List 1.0, section 2.1 */
const ofNoMatter: readonly unknown[] = ['message', 'refresh']
const wholeNumber = /^(?:0|[1-9][0-9]{0,14})$/

/**
 * The entries of a `credentialStatus`. One of another type or purpose could say that the credential does not stand, and is
 * refused rather than passed over. @see Bitstring Status List 1.0, section 2.1
 */
export function bitstringEntries(status: Json | undefined): readonly StatusReference[] {
  return setOf(status).flatMap((entry): StatusReference[] => {
    if (!isJsonObject(entry) || !setOf(entry['type']).includes('BitstringStatusListEntry')) throw new Refusal('status_unknown', { detail: 'type' })
    const { statusPurpose: purpose, statusListIndex: index, statusListCredential: uri, statusSize: size = 1 } = entry
    if (ofNoMatter.includes(purpose)) return []
    if ((purpose !== 'revocation' && purpose !== 'suspension') || size !== 1) throw new Refusal('status_unknown', { detail: 'purpose' })
    if (typeof uri !== 'string') throw new Refusal('status_missing')
    if (typeof index !== 'string' || !wholeNumber.test(index)) throw new Refusal('status_index_out_of_bounds')
    return [{ mechanism: 'BitstringStatusListEntry', uri, index: Number(index), purpose }]
  })
}
