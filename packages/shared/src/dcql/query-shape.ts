import { Refusal } from '../kernel/refusal.ts'

/** The refusal of a malformed query; `where` is the place in it, for the log. */
export const malformedQuery = (where: string): Refusal => new Refusal('invalid_request', { words: 'The query of the request is malformed.', detail: `dcql: ${where}` })

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isAnything = (_value: unknown): _value is unknown => true

/** Whether a value is a list of one up to so many items, each of a kind. */
export const isListOf = <Item = unknown>(value: unknown, largest: number, isItem: (item: unknown) => item is Item = isAnything as (item: unknown) => item is Item): value is readonly Item[] =>
  Array.isArray(value) && value.length > 0 && value.length <= largest && value.every(isItem)

const identifier = /^[A-Za-z0-9_-]{1,64}$/

/** The ids of one list as a set; each is of the permitted characters and there once. @see OpenID4VP 1.0, sections 6.1 and 6.3 */
export function identifiers(ids: readonly string[], where: string): ReadonlySet<string> {
  const known = new Set(ids)
  if (known.size !== ids.length || ids.some((id) => !identifier.test(id))) throw malformedQuery(`${where}: ids`)
  return known
}
