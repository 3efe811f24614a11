import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'

/** What each copy of a credential has of its own. */
const ofOneCopy: ReadonlySet<string> = new Set(['cnf', 'status', 'iat', 'exp', 'nbf', 'jti'])

/** Names in one order, for issuers shuffle them. */
const inOrder = (_name: string, value: unknown): unknown => (isJsonObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))) : value)

/** Whether two credentials say the same, as all copies of one do. */
export const sameFacts = (one: JsonObject, other: JsonObject): boolean => factsIn(one) === factsIn(other)

const factsIn = (claims: JsonObject): string => JSON.stringify(Object.fromEntries(Object.entries(claims).filter(([name]) => !ofOneCopy.has(name))), inOrder)
