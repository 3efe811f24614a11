import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { parseClaimsAsked, type ClaimsAsked } from './claim-query.ts'
import { isListOf, isText, malformedQuery } from './query-shape.ts'

/** A framework or authority that the issuer should belong to. @see OpenID4VP 1.0, section 6.1.1 */
export interface TrustedAuthoritiesQuery {
  /** `aki`, `etsi_tl`, `openid_federation`, or another that parties agreed on. */
  readonly type: string
  readonly values: readonly string[]
}

interface AnyCredentialQuery extends ClaimsAsked {
  readonly id: string
  /** Whether several credentials may answer it; false unless it is said. */
  readonly multiple?: boolean
  /** Whether the holder must prove possession of the credential's key; true unless it is said. */
  readonly require_cryptographic_holder_binding?: boolean
  readonly trusted_authorities?: readonly TrustedAuthoritiesQuery[]
}

/** @see OpenID4VP 1.0, appendix B.3.5 */
export interface SdJwtVcQuery extends AnyCredentialQuery {
  readonly format: 'dc+sd-jwt'
  readonly meta: { readonly vct_values: readonly string[] }
}

/** @see OpenID4VP 1.0, appendix B.1.1 */
export interface W3cVcQuery extends AnyCredentialQuery {
  readonly format: 'jwt_vc_json' | 'ldp_vc'
  readonly meta: { readonly type_values: readonly (readonly string[])[] }
}

/** @see OpenID4VP 1.0, appendix B.2.3 */
export interface MdocQuery extends AnyCredentialQuery {
  readonly format: 'mso_mdoc'
  readonly meta: { readonly doctype_value: string }
}

/** A query in a format that isn't known here: it matches nothing, and is no fault of the others beside it. */
export interface ForeignQuery extends AnyCredentialQuery {
  readonly format: 'foreign'
  readonly foreignFormat: string
  readonly meta: JsonObject
}

/** One credential asked for. @see OpenID4VP 1.0, section 6.1 */
export type CredentialQuery = SdJwtVcQuery | W3cVcQuery | MdocQuery | ForeignQuery

/** Whether an answer to this query must be bound to its holder. */
export const needsHolderBinding = (query: Pick<CredentialQuery, 'require_cryptographic_holder_binding'>): boolean => query.require_cryptographic_holder_binding !== false

const most = { values: 64, authorities: 16 } as const

function parseAuthorities(value: unknown, where: string): readonly TrustedAuthoritiesQuery[] {
  if (!isListOf(value, most.authorities)) throw malformedQuery(where)
  return value.map((authority, place) => {
    const { type, values } = isJsonObject(authority) ? authority : {}
    if (!isText(type) || !isListOf(values, most.values, isText)) throw malformedQuery(`${where}[${place}]`)
    return { type, values }
  })
}

function parseFlag(value: unknown, where: string): boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') throw malformedQuery(where)
  return value
}

/** Parses one credential query. Members that aren't known are passed over, as the standard has it. */
export function parseCredentialQuery(value: unknown, where: string): CredentialQuery {
  if (!isJsonObject(value)) throw malformedQuery(where)
  const { id, format, meta, trusted_authorities: authorities } = value
  if (!isText(id)) throw malformedQuery(`${where}.id`)
  if (!isText(format)) throw malformedQuery(`${where}.format`)
  if (!isJsonObject(meta)) throw malformedQuery(`${where}.meta`)
  const multiple = parseFlag(value['multiple'], `${where}.multiple`)
  const binding = parseFlag(value['require_cryptographic_holder_binding'], `${where}.require_cryptographic_holder_binding`)
  const asked = {
    id,
    ...(multiple === undefined ? {} : { multiple }),
    ...(binding === undefined ? {} : { require_cryptographic_holder_binding: binding }),
    ...(authorities === undefined ? {} : { trusted_authorities: parseAuthorities(authorities, `${where}.trusted_authorities`) }),
    ...parseClaimsAsked(value, where),
  }
  return inFormat(format, meta, asked, where)
}

function inFormat(format: string, meta: JsonObject, asked: AnyCredentialQuery, where: string): CredentialQuery {
  const { vct_values: types, type_values: alternatives, doctype_value: doctype } = meta
  const areTexts = (value: unknown): value is readonly string[] => isListOf(value, most.values, isText)
  switch (format) {
    case 'dc+sd-jwt':
      if (!areTexts(types)) throw malformedQuery(`${where}.meta.vct_values`)
      return { ...asked, format, meta: { vct_values: types } }
    case 'jwt_vc_json':
    case 'ldp_vc':
      if (!isListOf(alternatives, most.values, areTexts)) throw malformedQuery(`${where}.meta.type_values`)
      return { ...asked, format, meta: { type_values: alternatives } }
    case 'mso_mdoc':
      if (!isText(doctype)) throw malformedQuery(`${where}.meta.doctype_value`)
      // A namespace and an element's identifier. @see OpenID4VP 1.0, section 7.2.1
      if (asked.claims?.some(({ path }) => path.length !== 2 || path.some((step) => typeof step !== 'string')) === true) throw malformedQuery(`${where}.claims: path`)
      return { ...asked, format, meta: { doctype_value: doctype } }
    default:
      return { ...asked, format: 'foreign', foreignFormat: format, meta }
  }
}
