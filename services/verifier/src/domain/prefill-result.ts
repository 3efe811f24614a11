import type { Seconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { problemsOf, schemaAt, type ObjectSchema } from '@counterfoil/shared/catalogue/claims-schema'
import type { TransactionDetails } from '@counterfoil/shared/oid4vp/transaction-data'
import type { FormPart, FormProfile } from '@counterfoil/shared/form-profile/form-profile'

/** Where the values of a result come from and how old the facts were that vouch for them, in seconds. */
export interface PrefillSource {
  readonly authority: Bilingual
  readonly authority_did: string
  readonly type: Bilingual
  /** ISO date. */
  readonly issued_on: string
  /** ISO instant. */
  readonly checked_at: string
  readonly facts_age: FactsAge
  /** Whether one of them could not be confirmed any more: its source is away, and it was still within its limit. */
  readonly stale: boolean
  /** Ids of the claims by which a credential answered that may answer by one set of them or another. */
  readonly claim_set?: readonly string[]
}

interface FactsAge {
  readonly issuer_key: number
  readonly accreditation: number
  readonly status: number
}

/** Between confirming a fact and judging with it a little time goes by. */
const whileJudging = 5

/** Whether facts are older than their sources being there would leave them. */
export const isStale = ({ issuer_key: key, accreditation, status }: FactsAge, freshFor: { readonly ledger: Seconds; readonly status: Seconds }): boolean =>
  Math.max(key, accreditation) > freshFor.ledger + whileJudging || status > freshFor.status + whileJudging

/** One of several credentials, and the fields that it filled. */
export interface FieldsSource extends PrefillSource {
  /** As the form calls it. */
  readonly credential: string
  readonly fields: readonly string[]
  /** There when it is about the person who is acted for, and not about who answers. */
  readonly of_represented?: true
}

/** Who filled the form in for whom. */
export interface ToldActsFor {
  readonly representative: string
  readonly role: Bilingual
  readonly represented: string
  readonly scope: Bilingual
}

/** A credential that was presented and fills nothing: it failed, and the form can do without it, or there were more than the form has rows for. What it failed is told to nobody. */
export interface LeftOut {
  /** As the form calls it. */
  readonly credential: string
  readonly type: Bilingual
}

/** The mapped fields: only ever in memory or sealed to the form's key. */
export interface PrefillResult {
  readonly form: string
  readonly fields: Readonly<Record<string, string>>
  readonly source: PrefillSource
  /** Of a form that takes several credentials: each with the fields that it filled. `source` is the first of them. */
  readonly sources?: readonly FieldsSource[]
  /** Of a form with choices, in their order: the ids of the credentials by which each was answered; none for one that was left. */
  readonly chosen?: readonly (readonly string[])[]
  readonly acts_for?: ToldActsFor
  /** There when some were presented and none of their fields are here. */
  readonly left_out?: readonly LeftOut[]
  /** There when the holder was to authorise something: what their key is bound to, each as it was asked for. @see OpenID4VP 1.0, section 8.4 */
  readonly authorised?: readonly TransactionDetails[]
  /** Lets the form's server tell later which fields are still as they were. */
  readonly receipt: string | null
  /** There when a sandbox's credential filled the form: nothing of it is true of anybody. */
  readonly sandbox?: true
}

function claimAt(claims: JsonObject, path: readonly string[]): Json | undefined {
  let found: Json | undefined = claims
  for (const segment of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, segment)) return undefined
    found = found[segment]
  }
  return found
}

/** One claim as a form gets it: a whole number in digits, yes and no as `true` and `false` in every language; null for what one field can't hold. */
function asText(value: Json): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** What one credential said to a form. */
export interface MappedClaims {
  readonly fields: Readonly<Record<string, string>>
  /** The first of the claim sets that the form names which is all there; null where it names none. */
  readonly claimSet: readonly string[] | null
}

/**
 * The form's fields from the verified claims; null when a required one, or one of each set, is absent or is not what its type in
 * the catalogue allows. Whatever else was disclosed falls away here.
 */
export function mapToFields(profile: Pick<FormProfile, 'fields'> & Pick<FormPart, 'claims' | 'claimSets'>, schema: ObjectSchema, claims: JsonObject): MappedClaims | null {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  const told = new Set<string>()
  for (const { id, path, need } of profile.claims) {
    const value = claimAt(claims, path)
    const expected = schemaAt(schema, path)
    const text = value === undefined || expected === null || problemsOf(expected, value).length > 0 ? null : asText(value)
    if (text !== null) {
      told.add(id)
      for (const field of profile.fields) if (field.from === id) fields[field.name] = text
    } else if (need === 'required') return null
  }
  if (profile.claimSets === undefined) return { fields, claimSet: null }
  const claimSet = profile.claimSets.find((set) => set.every((id) => told.has(id)))
  return claimSet === undefined ? null : { fields, claimSet }
}
