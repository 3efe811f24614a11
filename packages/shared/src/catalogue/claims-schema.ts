import { isJsonObject } from '../kernel/json.ts'
import { isReadable } from '../kernel/plain-text.ts'

/** The part of JSON Schema 2020-12 that a catalogue may use: what isn't here is refused when the catalogue is read. */
export type ClaimsSchema = ObjectSchema | TextSchema | IntegerSchema | BooleanSchema
export interface ObjectSchema {
  readonly type: 'object'
  readonly required: readonly string[]
  readonly additionalProperties: false
  readonly properties: { readonly [name: string]: ClaimsSchema }
}
export interface TextSchema {
  readonly type: 'string'
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: 'date'
  /** One of these words, each of which has a name for people in the type's `claims`. */
  readonly enum?: readonly string[]
}
export interface IntegerSchema {
  readonly type: 'integer'
  readonly minimum?: number
  readonly maximum?: number
}
export interface BooleanSchema {
  readonly type: 'boolean'
}

/** What is wrong with one claim; never its value. */
export interface ClaimProblem {
  readonly path: readonly string[]
  readonly problem: 'missing' | 'unexpected' | 'wrong_type' | 'wrong_length' | 'wrong_form' | 'no_such_date' | 'forbidden_characters' | 'not_listed' | 'out_of_range' | 'ended' | 'no_list'
}

/** Everything that keeps these claims from fitting the schema; an empty list when they fit. */
export function problemsOf(schema: ClaimsSchema, value: unknown, path: readonly string[] = []): ClaimProblem[] {
  if (schema.type === 'object') return problemsOfObject(schema, value, path)
  if (schema.type === 'string') return problemsOfText(schema, value, path)
  if (schema.type === 'boolean') return typeof value === 'boolean' ? [] : [{ path, problem: 'wrong_type' }]
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return [{ path, problem: 'wrong_type' }]
  return value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity) ? [{ path, problem: 'out_of_range' }] : []
}

function problemsOfObject(schema: ObjectSchema, value: unknown, path: readonly string[]): ClaimProblem[] {
  if (!isJsonObject(value)) return [{ path, problem: value === undefined ? 'missing' : 'wrong_type' }]
  const unexpected = Object.keys(value)
    .filter((name) => !Object.hasOwn(schema.properties, name))
    .map((name): ClaimProblem => ({ path: [...path, name], problem: 'unexpected' }))
  const within = Object.entries(schema.properties).flatMap(([name, member]): ClaimProblem[] => {
    const here = [...path, name]
    if (Object.hasOwn(value, name) && value[name] !== undefined) return problemsOf(member, value[name], here)
    return schema.required.includes(name) ? [{ path: here, problem: 'missing' }] : []
  })
  return [...unexpected, ...within]
}

function problemsOfText(schema: TextSchema, value: unknown, path: readonly string[]): ClaimProblem[] {
  if (typeof value !== 'string') return [{ path, problem: 'wrong_type' }]
  if (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? 200)) return [{ path, problem: 'wrong_length' }]
  if (!isReadable(value)) return [{ path, problem: 'forbidden_characters' }]
  if (schema.pattern !== undefined && !compiled(schema.pattern).test(value)) return [{ path, problem: 'wrong_form' }]
  if (schema.format === 'date' && !isCalendarDate(value)) return [{ path, problem: 'no_such_date' }]
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [{ path, problem: 'not_listed' }]
  return []
}

// Patterns are of the catalogue, which is small and read once.
const patterns = new Map<string, RegExp>()

function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u')
  patterns.set(pattern, known)
  return known
}

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Whether a text is a day of the calendar as YYYY-MM-DD: 2025-02-29 is not. @see RFC 3339, section 5.6 and appendix C */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [month, day] = [Number(text.slice(5, 7)), Number(text.slice(8))]
  const leapDay = month === 2 && isLeap(Number(text.slice(0, 4))) ? 1 : 0
  return day >= 1 && day <= (daysOf[month - 1] ?? 0) + leapDay
}

/** The schema at a path of member names; null when there is none. */
export function schemaAt(schema: ClaimsSchema, path: readonly string[]): ClaimsSchema | null {
  let here: ClaimsSchema | undefined = schema
  for (const name of path) {
    if (here?.type !== 'object' || !Object.hasOwn(here.properties, name)) return null
    here = here.properties[name]
  }
  return here ?? null
}

/** Every path of the schema, parents before their members. */
export function pathsOf(schema: ClaimsSchema, path: readonly string[] = []): string[][] {
  if (schema.type !== 'object') return []
  return Object.entries(schema.properties).flatMap(([name, member]) => [[...path, name], ...pathsOf(member, [...path, name])])
}
