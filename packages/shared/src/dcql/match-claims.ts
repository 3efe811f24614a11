import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { ClaimQuery, CredentialQuery } from './dcql-query.ts'

/** What a claims path selects: nothing, one value, or (with null steps) several. @see OpenID4VP 1.0, section 7.1 */
export function selectClaims(claims: JsonObject, path: ClaimQuery['path']): Json[] {
  let selected: Json[] = [claims]
  for (const step of path) {
    selected = selected.flatMap((value): Json[] => {
      if (typeof step === 'string') return isJsonObject(value) && Object.hasOwn(value, step) ? [value[step] as Json] : []
      if (!Array.isArray(value)) return []
      return step === null ? [...(value as readonly Json[])] : step < value.length ? [value[step] as Json] : []
    })
    if (selected.length === 0) return selected
  }
  return selected
}

const isAnswered = (claims: JsonObject, { path, values }: ClaimQuery): boolean => {
  const selected = selectClaims(claims, path)
  return selected.length > 0 && (values === undefined || selected.some((value) => values.some((wanted) => wanted === value)))
}

/**
 * The claim queries that these claims answer by the best satisfied alternative; null when none is satisfied. Without
 * `claims` nothing selectively disclosable is asked for. @see OpenID4VP 1.0, section 6.4.1
 */
export function answeredClaims(claims: JsonObject, query: CredentialQuery): readonly ClaimQuery[] | null {
  const asked = query.claims ?? []
  if (query.claim_sets === undefined) return asked.every((claim) => isAnswered(claims, claim)) ? asked : null
  for (const set of query.claim_sets) {
    const wanted = asked.filter(({ id }) => id !== undefined && set.includes(id))
    if (wanted.every((claim) => isAnswered(claims, claim))) return wanted
  }
  return null
}

/** The claims that every alternative needs: what can't be left out. */
export const requiredClaims = (query: CredentialQuery): readonly ClaimQuery[] =>
  (query.claims ?? []).filter(({ id }) => query.claim_sets === undefined || query.claim_sets.every((set) => id !== undefined && set.includes(id)))
