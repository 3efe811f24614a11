import { problemsOf, type ClaimProblem } from '@counterfoil/shared/catalogue/claims-schema'
import type { ClaimsSchema } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import type { Branded } from '@counterfoil/shared/kernel/branded'

/** How the council's own system names a person. Never stored here, never in a URL. */
export type CouncilReference = Branded<string, 'CouncilReference'>

/** One person of the council's system of record, read at the moment of need. */
export interface PersonRecord {
  readonly reference: CouncilReference
  readonly fields: ReadonlyMap<string, string>
}

export type RecordClaims = { readonly claims: JsonObject } | { readonly problems: readonly ClaimProblem[] }

/** The claims that a record supports: each claim takes the field of its own name. An empty field is an absent one. */
export function claimsFromRecord(type: CredentialType, record: PersonRecord): RecordClaims {
  const claims = take(type.schema, record) as JsonObject
  const problems = problemsOf(type.schema, claims)
  return problems.length === 0 ? { claims } : { problems }
}

function take(schema: ClaimsSchema, record: PersonRecord): Json | undefined {
  if (schema.type !== 'object') return undefined
  const members = Object.entries(schema.properties).flatMap(([name, member]): [string, Json][] => {
    const value = member.type === 'object' ? take(member, record) : record.fields.get(name)?.trim()
    return value === undefined || value === '' ? [] : [[name, value]]
  })
  return Object.fromEntries(members)
}
