import { isJsonObject } from '../kernel/json.ts'
import { isClaimsPath, type ClaimsPath } from './claims-path.ts'
import { identifiers, isListOf, isText, malformedQuery } from './query-shape.ts'

/** One claim asked for. @see OpenID4VP 1.0, section 6.3 */
export interface ClaimQuery {
  readonly id?: string
  readonly path: ClaimsPath
  /** What the claim may be, by type and value. A wallet honours it for privacy; a verifier may not rely on that. */
  readonly values?: readonly (string | number | boolean)[]
  /** Whether the verifier means to keep the claim; of ISO mdoc alone. @see OpenID4VP 1.0, appendix B.2.4 */
  readonly intent_to_retain?: boolean
}

/** What a credential query asks of claims: the claims, and which combinations of them will do. */
export interface ClaimsAsked {
  readonly claims?: readonly ClaimQuery[]
  /** Alternatives by claim id, the preferred first. */
  readonly claim_sets?: readonly (readonly string[])[]
}

const most = { claims: 64, values: 64, sets: 64 } as const

const isMatchable = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)

function parseClaim(value: unknown, where: string): ClaimQuery {
  if (!isJsonObject(value)) throw malformedQuery(where)
  const { id, path, values, intent_to_retain: retained } = value
  if (id !== undefined && !isText(id)) throw malformedQuery(`${where}.id`)
  if (!isClaimsPath(path)) throw malformedQuery(`${where}.path`)
  if (values !== undefined && !isListOf(values, most.values, isMatchable)) throw malformedQuery(`${where}.values`)
  if (retained !== undefined && typeof retained !== 'boolean') throw malformedQuery(`${where}.intent_to_retain`)
  return {
    ...(id === undefined ? {} : { id }),
    path,
    ...(values === undefined ? {} : { values }),
    ...(retained === undefined ? {} : { intent_to_retain: retained }),
  }
}

/** Parses `claims` and `claim_sets` of a credential query. @see OpenID4VP 1.0, sections 6.1, 6.3 and 6.4.1 */
export function parseClaimsAsked({ claims, claim_sets: sets }: { readonly claims?: unknown; readonly claim_sets?: unknown }, where: string): ClaimsAsked {
  if (claims === undefined) {
    if (sets !== undefined) throw malformedQuery(`${where}.claim_sets without claims`)
    return {}
  }
  if (!isListOf(claims, most.claims)) throw malformedQuery(`${where}.claims`)
  const parsed = claims.map((claim, place) => parseClaim(claim, `${where}.claims[${place}]`))
  const ids = identifiers(parsed.flatMap(({ id }) => id ?? []), `${where}.claims`)
  return sets === undefined ? { claims: parsed } : { claims: parsed, claim_sets: parseClaimSets(sets, parsed, ids, where) }
}

function parseClaimSets(sets: unknown, claims: readonly ClaimQuery[], ids: ReadonlySet<string>, where: string): readonly (readonly string[])[] {
  if (ids.size !== claims.length) throw malformedQuery(`${where}.claims without an id, and claim_sets`)
  const isSet = (set: unknown): set is readonly string[] => isListOf(set, most.claims, (id): id is string => isText(id) && ids.has(id))
  if (!isListOf(sets, most.sets, isSet)) throw malformedQuery(`${where}.claim_sets`)
  return sets
}
