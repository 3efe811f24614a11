import type { JsonObject } from '../kernel/json.ts'
import type { ArrayPlaces } from '../sd-jwt/disclosure.ts'
import type { ClaimQuery, ClaimsAsked } from './claim-query.ts'
import { selectClaims, type SelectedClaim } from './claims-path.ts'

/** A claim query with the claims that answer it: at least one. */
export interface AnsweredClaim {
  readonly query: ClaimQuery
  readonly selected: readonly SelectedClaim[]
}

/** A claim that isn't of the values asked for counts as absent, each element of a list for itself. @see OpenID4VP 1.0, section 6.4.1 */
function answer(claims: JsonObject, query: ClaimQuery, places: ArrayPlaces | undefined): AnsweredClaim | null {
  const found = selectClaims(claims, query.path, places)
  const selected = query.values === undefined ? found : found.filter(({ value }) => query.values?.some((wanted) => wanted === value))
  return selected.length === 0 ? null : { query, selected }
}

/**
 * How these claims answer by the first alternative that they satisfy; null when they satisfy none. Without `claims`
 * nothing selectively disclosable is asked for. @see OpenID4VP 1.0, section 6.4.1
 */
export function answerClaims(claims: JsonObject, { claims: asked = [], claim_sets: sets }: ClaimsAsked, places?: ArrayPlaces): readonly AnsweredClaim[] | null {
  if (sets === undefined) return answerAll(claims, asked, places)
  for (const set of sets) {
    const answers = answerAll(claims, asked.filter(({ id }) => id !== undefined && set.includes(id)), places)
    if (answers !== null) return answers
  }
  return null
}

function answerAll(claims: JsonObject, asked: readonly ClaimQuery[], places: ArrayPlaces | undefined): readonly AnsweredClaim[] | null {
  const answers: AnsweredClaim[] = []
  for (const query of asked) {
    const answered = answer(claims, query, places)
    if (answered === null) return null
    answers.push(answered)
  }
  return answers
}

/** The claim queries alone of `answerClaims`. */
export const answeredClaims = (claims: JsonObject, query: ClaimsAsked): readonly ClaimQuery[] | null =>
  answerClaims(claims, query)?.map((answered) => answered.query) ?? null
