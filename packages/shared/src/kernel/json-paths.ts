import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** A copy in which `change` has had its say at every place of a path; `*` is every member or item. A place that isn't there is passed over. */
function atPath(value: Json, [name, ...rest]: readonly string[], change: (parent: Record<string, Json>, name: string) => void): Json {
  if (name === undefined) return value
  if (Array.isArray(value)) return name === '*' ? value.map((item) => atPath(item, rest, change)) : value
  if (!isJsonObject(value)) return value
  const copy: Record<string, Json> = {}
  for (const [key, member] of Object.entries(value)) if (member !== undefined) copy[key] = member
  if (rest.length === 0) change(copy, name)
  else for (const key of name === '*' ? Object.keys(copy) : [name]) if (Object.hasOwn(copy, key)) copy[key] = atPath(copy[key] ?? null, rest, change)
  return copy
}

const changed = (value: JsonObject, path: string, change: (parent: Record<string, Json>, name: string) => void): JsonObject => atPath(value, path.split('.'), change) as JsonObject

/** Without what stands at a path, whose names are joined by dots. */
export const withoutPath = (value: JsonObject, path: string): JsonObject => changed(value, path, (parent, name) => void Reflect.deleteProperty(parent, name))

/** With another value wherever something stands at a path. */
export const withPath = (value: JsonObject, path: string, set: Json): JsonObject =>
  changed(value, path, (parent, name) => {
    if (Object.hasOwn(parent, name)) parent[name] = set
  })
