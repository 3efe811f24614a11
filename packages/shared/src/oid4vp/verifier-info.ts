import { isJsonObject, type Json } from '../kernel/json.ts'
import { RequestRefused } from './request-refused.ts'

/** Our own format: what an authority says that it is accredited to ask for, for the wallet to compare with the ledger. */
export const accreditationFormat = 'counterfoil_accreditation'

/** One entry of `verifier_info`. @see OpenID4VP 1.0, sections 5.1 and 5.11 */
export interface AccreditationInfo {
  readonly format: typeof accreditationFormat
  readonly data: StatedAccreditation
  readonly credential_ids: readonly string[]
}

/** It proves nothing by itself: a wallet believes the ledger, and refuses who says otherwise. */
export interface StatedAccreditation {
  readonly authority: string
  readonly may_request: readonly string[]
}

export const accreditationInfo = (authority: string, query: { readonly ids: readonly string[]; readonly types: readonly string[] }): AccreditationInfo => ({
  format: accreditationFormat,
  data: { authority, may_request: query.types },
  credential_ids: query.ids,
})

const most = 32

/** The accreditations that a request states; other formats are passed over. Refuses what has no shape. @see OpenID4VP 1.0, section 5.1 */
export function accreditationsIn(value: Json | undefined): readonly StatedAccreditation[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length === 0 || value.length > most) throw new RequestRefused('verifier_info_malformed')
  return (value as readonly Json[]).flatMap((entry) => {
    if (!isJsonObject(entry) || typeof entry['format'] !== 'string' || entry['data'] === undefined) throw new RequestRefused('verifier_info_malformed')
    return entry['format'] === accreditationFormat ? [statedIn(entry['data'])] : []
  })
}

function statedIn(data: Json): StatedAccreditation {
  const { authority, may_request: types } = isJsonObject(data) ? data : {}
  if (typeof authority !== 'string' || !Array.isArray(types) || types.length > most || !types.every((type): type is string => typeof type === 'string')) throw new RequestRefused('verifier_info_malformed')
  return { authority, may_request: types }
}
