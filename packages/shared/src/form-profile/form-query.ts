import type { TrustedAuthoritiesQuery } from '../dcql/credential-query.ts'
import { metaOf, pathIn, type FormMeta, type NamedType } from './form-format.ts'
import type { FormPart, FormProfile } from './form-profile.ts'

/** The DCQL query of a form: its credentials, their claims, and the sets of claims that the form can do with. */
export interface FormQuery {
  readonly credentials: readonly [FormCredentialQuery, ...FormCredentialQuery[]]
  readonly credential_sets?: readonly { readonly options: readonly (readonly string[])[]; readonly required?: boolean }[]
}

/** What a query says of a type beside its name. @see OpenID4VP 1.0, section 6.1 */
export interface AskedOfType {
  readonly trusted_authorities?: readonly TrustedAuthoritiesQuery[]
  readonly require_cryptographic_holder_binding?: false
}

/** A type of the catalogue, as queries name it. */
export interface QueriedType {
  readonly vct: string
  readonly type: NamedType
  /** Nothing more unless it is told. */
  readonly asked?: AskedOfType
}

interface AnyFormQuery extends AskedOfType {
  readonly id: string
  readonly claims: readonly { readonly id: string; readonly path: readonly string[] }[]
  readonly claim_sets?: readonly (readonly string[])[]
}

export type FormCredentialQuery = AnyFormQuery & FormMeta

/** Every way of leaving claims out, fewest left out first; a claim the person may withhold goes after one the credential may lack. */
function waysToLeaveOut(ids: readonly string[]): string[][] {
  const ways = Array.from({ length: 2 ** ids.length }, (_, choice) => ids.filter((_id, position) => (choice >> position) & 1))
  return ways.sort((one, other) => one.length - other.length)
}

/**
 * The query of a form, in the formats that it wants; the types are in the order of its credentials. A wallet answers each with the first claim set that
 * the credential and the person allow. @see OpenID4VP 1.0, sections 6.4.1 and 6.4.2
 */
export function formQuery(profile: FormProfile, first: QueriedType, ...further: readonly QueriedType[]): FormQuery {
  const parts = profile.further ?? []
  if (parts.length !== further.length) throw new Error('a form has a type for each of its credentials')
  const others = further.flatMap((type, place) => (parts[place] === undefined ? [] : [credentialQuery(parts[place], type)]))
  const spare = parts.filter(({ need }) => need === 'optional').map(({ credential }) => credential.id)
  const credentials = [credentialQuery(profile, first), ...others] as const
  if (spare.length === 0) return { credentials }
  const required = credentials.map(({ id }) => id).filter((id) => !spare.includes(id))
  return { credentials, credential_sets: [{ options: [required] }, ...spare.map((id) => ({ options: [[id]], required: false }))] }
}

function credentialQuery({ credential: { id, format = 'dc+sd-jwt' }, claims: wanted }: Pick<FormPart, 'credential' | 'claims'>, { vct, type, asked = {} }: QueriedType): FormCredentialQuery {
  const claims = wanted.map((claim) => ({ id: claim.id, path: pathIn(format, type, claim.path) ?? claim.path }))
  const spare = [...wanted].filter(({ need }) => need === 'if_held').concat(wanted.filter(({ need }) => need === 'optional'))
  const sets = waysToLeaveOut(spare.map((claim) => claim.id)).map((left) => claims.map((claim) => claim.id).filter((one) => !left.includes(one)))
  const query = { id, ...metaOf(format, type, vct), ...asked, claims }
  return sets.length > 1 ? { ...query, claim_sets: sets } : query
}
