import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { FieldKind, FormField, FormProfile } from './form-profile.ts'

/** Where the values of a result come from and how old the facts were that vouch for them, in seconds. */
export interface PrefillSource {
  readonly authority: Bilingual
  readonly authority_did: string
  readonly type: Bilingual
  /** ISO date. */
  readonly issued_on: string
  /** ISO instant. */
  readonly checked_at: string
  readonly facts_age: { readonly issuer_key: number; readonly accreditation: number; readonly status: number }
}

/** The mapped fields: only ever in memory or sealed to the form's key. */
export interface PrefillResult {
  readonly form: string
  readonly fields: Readonly<Record<string, string>>
  readonly source: PrefillSource
}

const longest = 200
// Control characters and the marks that reorder text would read otherwise in the form than in the credential.
// oxlint-disable-next-line no-control-regex
const unfit = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/

const isText = (value: string): boolean => value !== '' && value.length <= longest && value.isWellFormed() && !unfit.test(value)

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const day = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

const fits: Readonly<Record<FieldKind, (value: string) => boolean>> = {
  text: isText,
  date: isDate,
  uprn: (value) => /^\d{1,12}$/.test(value),
}

function claimAt(claims: JsonObject, path: readonly string[]): Json | undefined {
  let found: Json | undefined = claims
  for (const segment of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, segment)) return undefined
    found = found[segment]
  }
  return found
}

/**
 * The form's fields from the verified claims; null when a required one is absent or doesn't fit its field. Whatever
 * else was disclosed falls away here.
 */
export function mapToFields(profile: FormProfile, claims: JsonObject): Record<string, string> | null {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  for (const claim of profile.claims) {
    const value = claimAt(claims, claim.path)
    const filled = profile.fields.filter((field) => field.from === claim.id && fill(fields, field, value))
    if (claim.need === 'required' && filled.length === 0) return null
  }
  return fields
}

function fill(fields: Record<string, string>, field: FormField, value: Json | undefined): boolean {
  if (typeof value !== 'string' || !fits[field.kind](value)) return false
  fields[field.name] = value
  return true
}
