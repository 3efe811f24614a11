import { isJsonObject, type JsonObject } from '../kernel/json.ts'

/** Reads a schema of the permitted part; returns sentences about what isn't permitted. */
export function lintSchema(value: unknown, where: string): string[] {
  if (!isJsonObject(value)) return [`${where} must be an object`]
  if (value['type'] === 'string') return lintText(value, where)
  if (value['type'] === 'integer') return lintInteger(value, where)
  if (value['type'] === 'boolean') return unknownKeywords(value, ['type'], where)
  if (value['type'] !== 'object') return [`${where}.type must be "object", "string", "integer" or "boolean"`]
  return lintObject(value, where)
}

const unknownKeywords = (value: JsonObject, known: readonly string[], where: string): string[] =>
  Object.keys(value).filter((keyword) => !known.includes(keyword)).map((keyword) => `${where}.${keyword} is not a keyword this catalogue knows`)

function lintInteger(value: JsonObject, where: string): string[] {
  const wrong = ['minimum', 'maximum'].filter((name) => value[name] !== undefined && !Number.isSafeInteger(value[name]))
  return [...unknownKeywords(value, ['type', 'minimum', 'maximum'], where), ...wrong.map((name) => `${where}.${name} must be a whole number`)]
}

function lintText(value: JsonObject, where: string): string[] {
  const { minLength, maxLength, pattern, format, enum: listed } = value
  const problems = unknownKeywords(value, ['type', 'minLength', 'maxLength', 'pattern', 'format', 'enum'], where)
  for (const [name, length] of Object.entries({ minLength, maxLength })) {
    if (length !== undefined && (typeof length !== 'number' || !Number.isInteger(length) || length < 0)) problems.push(`${where}.${name} must be a whole number`)
  }
  if (format !== undefined && format !== 'date') problems.push(`${where}.format must be "date"`)
  if (listed !== undefined && !isListOfWords(listed)) problems.push(`${where}.enum must list lower-case words, each once`)
  if (pattern !== undefined && !isPattern(pattern)) problems.push(`${where}.pattern must be a regular expression from ^ to $`)
  return problems
}

const isListOfWords = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every((word) => typeof word === 'string' && /^[a-z][a-z0-9_]*$/.test(word))

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string' || !value.startsWith('^') || !value.endsWith('$')) return false
  try {
    return new RegExp(value, 'u') instanceof RegExp
  } catch {
    return false
  }
}

// Neither a dot nor a slash: paths are written with them.
const claimName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

function lintObject(value: JsonObject, where: string): string[] {
  const { required, additionalProperties, properties } = value
  const problems = unknownKeywords(value, ['type', 'required', 'additionalProperties', 'properties'], where)
  if (additionalProperties !== false) problems.push(`${where}.additionalProperties must be false`)
  if (!isJsonObject(properties) || Object.keys(properties).length === 0) return [...problems, `${where}.properties must name claims`]
  if (!Array.isArray(required) || required.some((name) => typeof name !== 'string' || !Object.hasOwn(properties, name))) {
    problems.push(`${where}.required must list names of properties`)
  }
  const reserved = new Set(['_sd', '_sd_alg', '...', '__proto__', 'constructor', 'prototype'])
  for (const [name, member] of Object.entries(properties)) {
    if (reserved.has(name) || !claimName.test(name)) problems.push(`${where}.properties may not name "${name}"`)
    problems.push(...lintUprn(name, member, `${where}.properties.${name}`), ...lintSchema(member, `${where}.properties.${name}`))
  }
  return problems
}

/** A property's number has up to twelve digits and may begin with zeros, which a number would lose. @see BS 7666-2, unique property reference number */
function lintUprn(name: string, member: unknown, where: string): string[] {
  if (!/(^|_)uprn$/.test(name)) return []
  const isText = isJsonObject(member) && member['type'] === 'string' && typeof member['pattern'] === 'string' && member['pattern'].startsWith('^[0-9]{1,')
  return isText ? [] : [`${where} is a UPRN: a string of digits with a pattern like ^[0-9]{1,12}$`]
}
