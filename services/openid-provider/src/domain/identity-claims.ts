import type { FieldsSource, PrefillResult } from '@counterfoil/form-server/prefill-result'
import type { AskedForm } from './asked-form.ts'

/** @see OpenID Connect Core 1.0, section 5.1 */
interface StandardClaims {
  given_name?: string
  family_name?: string
  birthdate?: string
  /** @see OpenID Connect Core 1.0, section 5.1.1 */
  address?: { street_address?: string; locality?: string; postal_code?: string }
  /** Fields that have no name there, by those of the form. */
  counterfoil_fields?: Record<string, string>
}

/** @see OpenID Identity Assurance Schema Definition 1.0, section 5 */
export interface VerifiedClaims {
  readonly verification: {
    readonly trust_framework: string
    /** When it was verified. */
    readonly time: string
    readonly evidence: readonly object[]
  }
  readonly claims: StandardClaims
}

/** What an ID token says of who signed in; its subject is another at every sign-in. */
export interface IdentityClaims extends StandardClaims {
  readonly verified_claims: readonly VerifiedClaims[]
  /** Who signed in for whom; absent for whoever acts for themselves. */
  readonly counterfoil_acts_for?: PrefillResult['actsFor']
  /** English names of types that were shown and could not be used, which the form can do without. */
  readonly counterfoil_left_out?: readonly string[]
  /** For `checkForm`, to tell later what of a form is still as the credential said. */
  readonly counterfoil_receipt?: string
  /** Nothing of it is true of anybody. */
  readonly counterfoil_sandbox?: true
}

/** Every name that such an ID token may have; what isn't here never leaves. */
export const claimNames = ['given_name', 'family_name', 'birthdate', 'address', 'counterfoil_fields', 'verified_claims', 'counterfoil_acts_for', 'counterfoil_left_out', 'counterfoil_receipt', 'counterfoil_sandbox'] as const

/** The kind of evidence that a credential is: an authority vouches, digitally. @see OpenID Identity Assurance Schema Definition 1.0, section 5.4.4.3 */
export const evidenceType = 'vouch'

export interface Telling {
  readonly result: PrefillResult
  readonly asked: AskedForm
  readonly trustFramework: string
  /** Id of the Check Record at the verifier, when there is a receipt. */
  readonly checkId: string | null
}

/** A result of a form in the words of OpenID Connect: who signed in, and what vouches for it. */
export function identityClaims({ result, asked, trustFramework, checkId }: Telling): IdentityClaims {
  const pathOf = pathsByField(asked)
  // Another credential may be about somebody else.
  const own = ownSource(result)
  const told = result.sources.map((source) => standardClaims(source.fields.map((field) => [source === own ? (pathOf.get(field) ?? null) : null, field, result.fields[field] ?? ''])))
  const others = Object.assign({}, ...told.map((claims) => claims.counterfoil_fields ?? {})) as Record<string, string>
  return {
    ...(own === undefined ? {} : told[result.sources.indexOf(own)]),
    ...(Object.keys(others).length === 0 ? {} : { counterfoil_fields: others }),
    verified_claims: result.sources.map((source, place) => ({ verification: { trust_framework: trustFramework, time: source.checked_at, evidence: [evidenceOf(source, checkId)] }, claims: told[place] ?? {} })),
    ...(result.actsFor === null ? {} : { counterfoil_acts_for: result.actsFor }),
    ...(result.leftOut.length === 0 ? {} : { counterfoil_left_out: result.leftOut.map(({ type }) => type.en) }),
    ...(result.receipt === null ? {} : { counterfoil_receipt: result.receipt }),
    ...(result.isSandbox ? { counterfoil_sandbox: true as const } : {}),
  }
}

/** The credential that says who signs in: the first, or, for who acts for another, what says that they may. Undefined when that can't be told. */
function ownSource({ actsFor, sources }: PrefillResult): FieldsSource | undefined {
  if (actsFor === null) return sources[0]
  const own = sources.filter((source) => source.of_represented !== true)
  return own.length === 1 && own.length < sources.length ? own[0] : undefined
}

/** Which fact fills each field; none for a field that different facts may fill: which of them did isn't told. */
function pathsByField({ claims }: AskedForm): ReadonlyMap<string, string> {
  const paths = claims.flatMap(({ path, fields }) => fields.map((field) => [field, path.join('.')] as const))
  return new Map(paths.filter(([field, path]) => paths.every(([other, another]) => other !== field || another === path)))
}

const names = new Map<string, 'given_name' | 'family_name' | 'birthdate'>([
  ['given_name', 'given_name'],
  ['family_name', 'family_name'],
  ['birth_date', 'birthdate'],
])
const addressNames = new Map<string, 'street_address' | 'locality' | 'postal_code'>([
  ['address.address_line_1', 'street_address'],
  ['address.address_line_2', 'street_address'],
  ['address.post_town', 'locality'],
  ['address.postcode', 'postal_code'],
])

function standardClaims(values: readonly (readonly [path: string | null, field: string, value: string])[]): StandardClaims {
  const claims: StandardClaims = {}
  for (const [path, field, value] of values) {
    const [name, part] = path === null ? [] : [names.get(path), addressNames.get(path)]
    if (name !== undefined) claims[name] = value
    else if (part !== undefined) claims.address = { ...claims.address, [part]: [claims.address?.[part], value].filter((line) => line !== undefined && line !== '').join('\n') }
    else claims.counterfoil_fields = { ...claims.counterfoil_fields, [field]: value }
  }
  return claims
}

/** Which authority vouches, since when, and what was looked at. @see OpenID Identity Assurance Schema Definition 1.0, sections 5.4.2 and 5.4.4.3 */
const evidenceOf = ({ authority, authority_did: did, type, issued_on: issuedOn, checked_at: time }: FieldsSource, checkId: string | null): object => ({
  type: evidenceType,
  check_details: [{ check_method: 'vcrypt', time, ...(checkId === null ? {} : { txn: checkId }) }],
  attestation: { type: 'digital_attestation', reference_number: type.en, date_of_issuance: issuedOn, voucher: { organization: authority.en, name: did } },
})
