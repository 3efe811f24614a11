import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'

/** Pieces of schema that types share, by the name of their file. */
export type SchemaParts = ReadonlyMap<string, string>

/**
 * Puts in what types share: a property `{ "part": "uk-address" }` becomes the part's schema, and its claims the part's own,
 * below the property. A description of the type's own stands instead of the part's. Claims come in the schema's order then.
 */
export function withParts(type: JsonObject, parts: SchemaParts): { readonly value: JsonObject; readonly problems: readonly string[] } {
  const schema = type['schema']
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  const { claims } = type
  if (!isJsonObject(schema) || !isJsonObject(properties) || !Array.isArray(claims)) return { value: type, problems: [] }
  const problems: string[] = []
  const own = claims as readonly Json[]
  const added: Json[] = []
  const whole = Object.entries(properties).map(([name, property]): [string, Json | undefined] => {
    if (!isJsonObject(property) || property['part'] === undefined) return [name, property]
    const part = typeof property['part'] === 'string' && Object.keys(property).length === 1 ? readPart(parts.get(property['part'])) : null
    if (part === null) {
      problems.push(`schema.properties.${name} names a part that isn't there or isn't whole`)
      return [name, property]
    }
    added.push(...part.claims.map((claim) => ({ ...claim, path: [name, ...(claim['path'] as readonly string[])] })))
    return [name, part.schema]
  })
  const described = new Set(own.map((claim) => pathOf(claim)))
  const fromParts = added.filter((claim) => !described.has(pathOf(claim)))
  const order = (claim: Json): number => Object.keys(properties).findIndex((name) => pathOf(claim).startsWith(`["${name}"`))
  const all = fromParts.length === 0 ? own : [...own, ...fromParts].toSorted((one, other) => order(one) - order(other))
  return { value: { ...type, schema: { ...schema, properties: Object.fromEntries(whole) }, claims: all }, problems }
}

const pathOf = (claim: Json): string => JSON.stringify(isJsonObject(claim) ? claim['path'] : null)

function readPart(text: string | undefined): { readonly schema: JsonObject; readonly claims: readonly JsonObject[] } | null {
  const parsed = text === undefined ? null : parseUniqueJson(text)
  if (parsed === null || 'fault' in parsed || !isJsonObject(parsed.value)) return null
  const { schema, claims } = parsed.value
  if (!isJsonObject(schema) || !Array.isArray(claims) || !claims.every((claim) => isJsonObject(claim) && Array.isArray(claim['path']))) return null
  return { schema, claims: claims as unknown as readonly JsonObject[] }
}
