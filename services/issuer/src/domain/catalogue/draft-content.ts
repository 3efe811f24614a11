import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { parseStrictJson } from '@counterfoil/shared/kernel/strict-json'

/** Something as its editors have it, which may still be wrong: its JSON, and the picture of a type's card; a form has none. */
export interface DraftContent {
  readonly text: string
  readonly art: string
}

export const writtenOut = (value: JsonObject): string => JSON.stringify(value, null, 2)

/** The object that a content is of; null when its text isn't one. */
export function objectIn({ text }: Pick<DraftContent, 'text'>): JsonObject | null {
  const parsed = parseStrictJson(text)
  return 'fault' in parsed || !isJsonObject(parsed.value) ? null : parsed.value
}

/** JSON with its members in one order: two texts that say the same are the same. */
export function inOneOrder(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(inOneOrder).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value ?? null)
  return `{${Object.keys(value).toSorted().flatMap((name) => (value[name] === undefined ? [] : [`${JSON.stringify(name)}:${inOneOrder(value[name])}`])).join(',')}}`
}
