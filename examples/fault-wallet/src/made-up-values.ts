import { problemsOf, schemaAt, type ClaimsSchema } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { bareObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'

export type Paths = readonly (readonly string[])[]

/** By the last name of a path, where one is nicer to read than another; every credential is one person's. */
const samples: Readonly<Record<string, string>> = {
  given_name: 'Sample',
  family_name: 'Person',
  birth_date: '1980-03-31',
  address_line_1: '1 Sandbox Street',
  post_town: 'Sandtown',
  postcode: 'ZZ99 9ZZ',
  uprn: '100000000001',
}

/** For whatever a pattern allows. */
const texts = ['Sandbox', 'SANDB1', 'SAND01', '1000000001', '1', 'A'] as const

const day = 86_400
const isoDate = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10)

/** What a form takes alone, by the path of its claim as JSON. */
export type TakenAlone = ReadonlyMap<string, Json>

/** A made-up value at each path that is asked for, as the schema of its type allows it, or the first that the form takes alone. What the type ends on is still to come, every other day has passed. */
export function madeUp(type: Pick<CredentialType, 'schema' | 'endsOn'>, paths: Paths, now: number, alone: TakenAlone = new Map()): JsonObject {
  const claims = bareObject()
  for (const path of paths) {
    let members = claims
    for (const step of path.slice(0, -1)) members = (members[step] ??= bareObject()) as Record<string, Json>
    members[path.at(-1) ?? ''] = alone.get(JSON.stringify(path)) ?? valueAt(type, path, now)
  }
  return claims
}

function valueAt({ schema, endsOn }: Pick<CredentialType, 'schema' | 'endsOn'>, path: readonly string[], now: number): Json {
  const expected = schemaAt(schema, path)
  const sample = samples[path.at(-1) ?? '']
  const isEnd = endsOn?.join('.') === path.join('.')
  const found = expected === null ? undefined : [...(sample === undefined ? [] : [sample]), ...valuesOf(expected, isoDate(isEnd ? now + 200 * day : now - 200 * day))].find((value) => problemsOf(expected, value).length === 0)
  if (found === undefined) throw new Error(`There is no made-up value for the claim ${path.join('.')}.`)
  return found
}

function valuesOf(expected: ClaimsSchema, date: string): readonly Json[] {
  if (expected.type === 'integer') return [2, expected.minimum ?? 0, expected.maximum ?? 0]
  if (expected.type === 'boolean') return [true]
  return expected.type === 'string' ? [...(expected.enum ?? []), date, ...texts] : []
}
