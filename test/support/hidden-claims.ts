import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { disclosure, sha256 } from './presentations.ts'

/** Claims of which any part is hidden, and the same claims as they are when only some of it is disclosed. */
export interface HiddenClaims {
  readonly payload: JsonObject
  readonly disclosures: readonly string[]
  readonly claims: JsonObject
}

/** `no`: stands open; `withheld`: hidden and not disclosed; `shown`: hidden and disclosed. */
export type Fate = 'no' | 'withheld' | 'shown'

/**
 * Hides parts of claims as an issuer may, independently of our own issuing: members and elements, whatever lies within
 * one another, with decoys between. `next` decides about one part after the other.
 */
export function hideClaims(claims: JsonObject, next: () => Fate, decoys: () => boolean): HiddenClaims {
  const shown: string[] = []
  const decoy = (): string => sha256(disclosure('decoy'))

  function hide(value: Json, isShown: boolean): { written: Json; left: Json | undefined } {
    if (Array.isArray(value)) return hideArray(value as readonly Json[], isShown)
    return typeof value === 'object' && value !== null ? hideObject(value as JsonObject, isShown) : { written: value, left: value }
  }

  function disclosed(fate: Fate, isShown: boolean, parts: readonly unknown[]): string {
    const encoded = disclosure(...parts)
    if (fate === 'shown' && isShown) shown.push(encoded)
    return sha256(encoded)
  }

  function hideObject(value: JsonObject, isShown: boolean): { written: JsonObject; left: JsonObject } {
    const written: [string, Json][] = []
    const left: [string, Json][] = []
    const digests: string[] = decoys() ? [decoy()] : []
    for (const [name, member] of Object.entries(value) as [string, Json][]) {
      const fate = next()
      const below = hide(member, isShown && fate !== 'withheld')
      if (fate === 'no') written.push([name, below.written])
      else digests.push(disclosed(fate, isShown, [name, below.written]))
      if (fate !== 'withheld' && below.left !== undefined) left.push([name, below.left])
    }
    if (digests.length > 0) written.push(['_sd', digests])
    return { written: Object.fromEntries(written), left: Object.fromEntries(left) }
  }

  function hideArray(value: readonly Json[], isShown: boolean): { written: Json[]; left: Json[] } {
    const written: Json[] = decoys() ? [{ '...': decoy() }] : []
    const left: Json[] = []
    for (const element of value) {
      const fate = next()
      const below = hide(element, isShown && fate !== 'withheld')
      written.push(fate === 'no' ? below.written : { '...': disclosed(fate, isShown, [below.written]) })
      if (fate !== 'withheld' && below.left !== undefined) left.push(below.left)
    }
    return { written, left }
  }

  const { written, left } = hideObject(claims, true)
  return { payload: written, disclosures: shown, claims: left }
}

/** JSON with members in one order, so that two values compare by what they say. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1))) : item,
  )
