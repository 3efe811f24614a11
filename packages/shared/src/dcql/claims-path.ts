import { bareObject, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import type { ArrayPlaces, PathStep } from '../sd-jwt/disclosure.ts'

/** A claims path pointer: names, positions, or null for every element. @see OpenID4VP 1.0, section 7 */
export type ClaimsPath = readonly (string | number | null)[]

const longest = 16

/** Whether a value is a path: a non-empty list of names, whole positions from 0 and nulls. */
export const isClaimsPath = (value: unknown): value is ClaimsPath =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= longest &&
  value.every((step) => step === null || typeof step === 'string' || (Number.isSafeInteger(step) && Number(step) >= 0))

/** One claim that a path selects, at its own place. */
export interface SelectedClaim {
  readonly path: readonly PathStep[]
  readonly value: Json
}

const asTheyStand: ArrayPlaces = new Map()

/**
 * What a path selects: several claims with null steps, none when there is nothing or when a step doesn't fit what it
 * meets (a name asked of text, a position of an object), for then the whole path is an error. Positions are those of
 * the credential, so elements that stay undisclosed keep their place. @see OpenID4VP 1.0, section 7.1.1
 */
export function selectClaims(claims: JsonObject, path: ClaimsPath, places: ArrayPlaces = asTheyStand): readonly SelectedClaim[] {
  const selected: SelectedClaim[] = []
  return walk(claims, path, [], places, selected) ? selected : []
}

/** False when the path is an error. */
function walk(value: Json, path: ClaimsPath, here: PathStep[], places: ArrayPlaces, selected: SelectedClaim[]): boolean {
  const step = path[here.length]
  if (step === undefined) {
    selected.push({ path: [...here], value })
    return true
  }
  if (typeof step === 'string') {
    if (!isJsonObject(value)) return false
    return !Object.hasOwn(value, step) || within(value[step] as Json, step, path, here, places, selected) // own, so not undefined
  }
  if (!Array.isArray(value)) return false
  const standing = places.get(value as readonly Json[])
  return (value as readonly Json[]).every((element, index) => {
    const place = standing?.[index] ?? index
    return (step !== null && step !== place) || within(element, place, path, here, places, selected)
  })
}

function within(value: Json, step: PathStep, path: ClaimsPath, here: PathStep[], places: ArrayPlaces, selected: SelectedClaim[]): boolean {
  here.push(step)
  const fits = walk(value, path, here, places, selected)
  here.pop()
  return fits
}

/** Whether two places lie on one line: the same, or one within the other. */
export function areInLine(one: readonly PathStep[], other: readonly PathStep[]): boolean {
  const shorter = Math.min(one.length, other.length)
  for (let depth = 0; depth < shorter; depth += 1) if (one[depth] !== other[depth]) return false
  return true
}

/**
 * A copy of the claims with only what was selected. In a list of which some elements are left out, null stands for
 * each of those, so that every position is still the credential's.
 */
export function onlySelected(selected: readonly SelectedClaim[]): JsonObject {
  const kept = bareObject()
  const whole = new Set<Json>()
  // What lies within another selected claim comes with it: so that stands there first.
  for (const { path, value } of selected.toSorted((one, other) => one.path.length - other.path.length)) put(kept, path, value, whole)
  return kept
}

type Branch = Record<string, Json> | Json[]

/** Puts a value in its place, unless it lies within one of the values that are there as a whole. */
function put(root: Branch, path: readonly PathStep[], value: Json, whole: Set<Json>): void {
  let branch = root
  for (const [depth, step] of path.entries()) {
    const held = get(branch, step)
    if (held !== undefined && whole.has(held)) return
    const next = path[depth + 1]
    const item = next === undefined ? value : (held ?? (typeof next === 'number' ? [] : bareObject()))
    set(branch, step, item)
    branch = item as Branch // every step but the last leads to one that was made here
  }
  if (typeof value === 'object' && value !== null) whole.add(value)
}

const get = (branch: Branch, step: PathStep): Json | undefined =>
  typeof step === 'number' ? ((branch as Json[])[step] ?? undefined) : Object.hasOwn(branch, step) ? (branch as Record<string, Json>)[step] : undefined

function set(branch: Branch, step: PathStep, item: Json): void {
  if (typeof step === 'string') {
    ;(branch as Record<string, Json>)[step] = item
    return
  }
  const list = branch as Json[]
  while (list.length < step) list.push(null)
  list[step] = item
}
