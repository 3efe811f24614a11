import type { CredentialSetQuery, DcqlQuery } from './dcql-query.ts'

/** A credential set with those of its options that can be satisfied, the preferred first. */
export interface SatisfiableSet {
  readonly required: boolean
  readonly options: readonly (readonly string[])[]
}

const setsOf = ({ credentials, credential_sets: sets }: DcqlQuery): readonly CredentialSetQuery[] => sets ?? [{ options: [credentials.map(({ id }) => id)] }]

/**
 * What can be satisfied with answers to these credential queries: for a wallet, of what it holds; for a verifier, of
 * what was presented and passed its checks. A query without sets is one required set of everything. Null when
 * something required can't be had: then nothing may be sent, and nothing accepted. @see OpenID4VP 1.0, section 6.4.2
 */
export function satisfiableSets(query: DcqlQuery, answerable: ReadonlySet<string>): readonly SatisfiableSet[] | null {
  const satisfiable = setsOf(query).map(({ options, required = true }) => ({ required, options: options.filter((option) => option.every((id) => answerable.has(id))) }))
  return satisfiable.some(({ required, options }) => required && options.length === 0) ? null : satisfiable
}

/** The credential queries that the preferred option of every set uses; null when something required can't be had. */
export function chosenQueries(query: DcqlQuery, answerable: ReadonlySet<string>): ReadonlySet<string> | null {
  const sets = satisfiableSets(query, answerable)
  return sets === null ? null : new Set(sets.flatMap(({ options }) => options[0] ?? []))
}

/** The credential queries of every required set that can't be had: none of the others is why. */
export const lackedQueries = (query: DcqlQuery, answerable: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(setsOf(query).filter(({ options, required = true }) => required && !options.some((option) => option.every((id) => answerable.has(id)))).flatMap(({ options }) => options.flat()))
