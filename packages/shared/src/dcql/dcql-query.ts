import { isJsonObject } from '../kernel/json.ts'
import { parseCredentialQuery, type CredentialQuery } from './credential-query.ts'
import { identifiers, isListOf, isText, malformedQuery } from './query-shape.ts'

/** A use case and the combinations of credentials that satisfy it. @see OpenID4VP 1.0, section 6.2 */
export interface CredentialSetQuery {
  /** Alternatives by credential query id, the preferred first. */
  readonly options: readonly (readonly string[])[]
  /** Whether the answer must satisfy it; true unless it is said. */
  readonly required?: boolean
}

/** What a verifier asks for. @see OpenID4VP 1.0, section 6 */
export interface DcqlQuery {
  readonly credentials: readonly CredentialQuery[]
  /** Absent: every credential is asked for. */
  readonly credential_sets?: readonly CredentialSetQuery[]
}

const most = { credentials: 16, sets: 16, options: 32 } as const

/**
 * Parses a query. Refuses `invalid_request` for whatever the standard doesn't allow, naming the place in `detail`;
 * members that aren't known are passed over.
 */
export function parseDcqlQuery(value: unknown): DcqlQuery {
  if (!isJsonObject(value)) throw malformedQuery('not an object')
  const { credentials, credential_sets: sets } = value
  if (!isListOf(credentials, most.credentials)) throw malformedQuery('credentials')
  const parsed = credentials.map((credential, place) => parseCredentialQuery(credential, `credentials[${place}]`))
  const ids = identifiers(parsed.map(({ id }) => id), 'credentials')
  if (sets === undefined) return { credentials: parsed }
  if (!isListOf(sets, most.sets)) throw malformedQuery('credential_sets')
  return { credentials: parsed, credential_sets: sets.map((set, place) => parseSet(set, ids, `credential_sets[${place}]`)) }
}

function parseSet(value: unknown, ids: ReadonlySet<string>, where: string): CredentialSetQuery {
  if (!isJsonObject(value)) throw malformedQuery(where)
  const { options, required } = value
  const isOption = (option: unknown): option is readonly string[] => isListOf(option, most.credentials, (id): id is string => isText(id) && ids.has(id))
  if (!isListOf(options, most.options, isOption)) throw malformedQuery(`${where}.options`)
  if (required !== undefined && typeof required !== 'boolean') throw malformedQuery(`${where}.required`)
  return { options, ...(required === undefined ? {} : { required }) }
}
