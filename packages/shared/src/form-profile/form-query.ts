import type { TrustedAuthoritiesQuery } from '../dcql/credential-query.ts'
import { metaOf, pathIn, type FormMeta, type NamedType } from './form-format.ts'
import { partsOf, type AskedClaim, type FormPart, type FormProfile } from './form-profile.ts'

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
  readonly multiple?: true
  readonly claims: readonly { readonly id: string; readonly path: readonly string[]; readonly values?: NonNullable<AskedClaim['values']> }[]
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
  const [own, ...others] = partsOf(profile)
  if (own === undefined || others.length !== further.length) throw new Error('a form has a type for each of its credentials')
  const credentials = [credentialQuery(own, first), ...further.flatMap((type, place) => (others[place] === undefined ? [] : [credentialQuery(others[place], type)]))] as const
  const sets = credentialSets([own, ...others], profile.choices ?? [])
  return sets === null ? { credentials } : { credentials, credential_sets: sets }
}

/** Null where every credential is required: that needs no sets. @see OpenID4VP 1.0, section 6.2 */
function credentialSets(parts: readonly FormPart[], choices: NonNullable<FormProfile['choices']>): NonNullable<FormQuery['credential_sets']> | null {
  const ids = (need: FormPart['need']): string[] => parts.filter((part) => part.need === need).map(({ credential }) => credential.id)
  const [required, spare] = [ids('required'), ids('optional')]
  if (spare.length === 0 && choices.length === 0) return null
  return [
    ...(required.length === 0 ? [] : [{ options: [required] }]),
    ...choices.map(({ options, need }) => (need === 'required' ? { options } : { options, required: false })),
    ...spare.map((id) => ({ options: [[id]], required: false })),
  ]
}

function credentialQuery({ credential: { id, format = 'dc+sd-jwt', most, trustedAuthorities, withoutHolderBinding }, claims: wanted, claimSets }: FormPart, { vct, type, asked = {} }: QueriedType): FormCredentialQuery {
  const claims = wanted.map(({ id: claim, path, values }) => ({ id: claim, path: pathIn(format, type, path) ?? path, ...(values === undefined ? {} : { values }) }))
  const sets = claimSets ?? setsByNeed(wanted)
  return {
    id,
    ...metaOf(format, type, vct),
    ...(most === undefined ? {} : { multiple: true }),
    ...asked,
    ...(trustedAuthorities === undefined ? {} : { trusted_authorities: trustedAuthorities }),
    ...(withoutHolderBinding === undefined ? {} : { require_cryptographic_holder_binding: false }),
    claims,
    ...(sets.length > 1 ? { claim_sets: sets } : {}),
  }
}

function setsByNeed(wanted: readonly AskedClaim[]): string[][] {
  const spare = [...wanted].filter(({ need }) => need === 'if_held').concat(wanted.filter(({ need }) => need === 'optional'))
  return waysToLeaveOut(spare.map((claim) => claim.id)).map((left) => wanted.map((claim) => claim.id).filter((one) => !left.includes(one)))
}
