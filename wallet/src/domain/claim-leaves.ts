import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { ArrayPlaces, PathStep } from '@counterfoil/shared/sd-jwt/disclosure'
import { namedValue, type ClaimLabel } from './held-credential.ts'
import { plainName } from './plain-name.ts'

/** One plain value in a credential, where it stands, and what people call it. */
export interface ClaimLeaf {
  readonly path: readonly PathStep[]
  readonly label: Bilingual
  readonly value: string
  /** The issuer's name for the value, when it has one. */
  readonly valueName?: Bilingual
}

/** The claims of a parsed credential, and where the elements of its lists stood when it was signed. */
interface PlacedClaims {
  readonly claims: JsonObject
  readonly places: ArrayPlaces
  /** A path without the steps that are the format's own, and say nothing to people. */
  readonly spoken: (path: readonly PathStep[]) => readonly PathStep[]
}

const longestValue = 500
/** What a credential says about itself. @see SD-JWT VC, section 3.2.2 */
const registered = new Set(['iss', 'iat', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'])

/** By name, as people find things: an issuer shuffles what can be disclosed, so that the order in which it comes says nothing and differs each time. */
const membersOf = (value: JsonObject) => Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))

/** Every plain value of a credential, but for what it says about itself, in the order of the issuer's labels, and by name what has none. */
export function leavesOf({ claims, places, spoken }: PlacedClaims, labels: readonly ClaimLabel[]): ClaimLeaf[] {
  const place = ({ label }: ClaimLeaf): number => (labels.findIndex((one) => one.label === label) + labels.length + 1) % (labels.length + 1)
  const leaves = membersOf(claims).flatMap(([name, value]) => (registered.has(name) ? [] : walk(value, [name])))
  return leaves.toSorted((one, other) => place(one) - place(other))

  function walk(value: Json | undefined, path: readonly PathStep[]): ClaimLeaf[] {
    if (Array.isArray(value)) return (value as readonly Json[]).flatMap((element, index) => walk(element, [...path, places.get(value as readonly Json[])?.[index] ?? index]))
    if (isJsonObject(value)) return membersOf(value).flatMap(([name, member]) => walk(member, [...path, name]))
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return []
    const text = String(value).slice(0, longestValue)
    const named = labelled(path, labels)
    return [{ path, label: named?.label ?? ownName(spoken(path)), value: text, ...namedValue(text, named?.values) }]
  }
}

/**
 * What a kept credential says of its holder, in the order of the issuer's labels. What has none goes by its own name: nobody keeps, or shows, what they
 * haven't seen.
 */
export const claimRows = (claims: JsonObject, labels: readonly ClaimLabel[]): ClaimLeaf[] => leavesOf({ claims, places: new Map(), spoken: (path) => (path[0] === 'credentialSubject' ? path.slice(1) : path) }, labels)

/** Those that a claim's place holds: itself, or what stands below it. */
export const leavesUnder = (leaves: readonly ClaimLeaf[], path: readonly PathStep[]): ClaimLeaf[] =>
  leaves.filter((leaf) => path.every((step, index) => step === leaf.path[index]))

/** The issuer's label, which a list's elements share. */
function labelled(path: readonly PathStep[], labels: readonly ClaimLabel[]): ClaimLabel | undefined {
  const names = path.filter((step) => typeof step === 'string')
  return labels.find((label) => label.path.length === names.length && label.path.every((name, index) => name === names[index]))
}

/** The claim's own name, where its issuer has none for it. */
function ownName(path: readonly PathStep[]): Bilingual {
  const own = plainName(path.filter((step) => typeof step === 'string').join(' ').replaceAll('_', ' ')) || '?'
  return { en: own, cy: own }
}
