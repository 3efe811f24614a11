import { bareObject, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { ArrayPlaces, Disclosure, PathStep } from './disclosure.ts'

/** A disclosure and where it belongs; positions in arrays are those of the signed credential. */
export type PlacedDisclosure = Disclosure & { readonly path: readonly PathStep[] }

export interface RestoredClaims {
  readonly claims: JsonObject
  readonly places: ArrayPlaces
  readonly disclosures: readonly PlacedDisclosure[]
}

const deepest = 16
/** Never selectively disclosable. @see SD-JWT VC, section 3.2.2.2 */
const alwaysOpen = new Set(['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'])

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/** Puts disclosures in the places of their digests, each exactly once. Refuses with `malformed_credential`. @see RFC 9901, section 7.1, steps 3 to 5 */
export function restoreClaims(payload: JsonObject, disclosures: readonly Disclosure[]): RestoredClaims {
  const restorer = new Restorer(disclosures)
  return { claims: restorer.restore(payload), places: restorer.places, disclosures: restorer.placed }
}

class Restorer {
  readonly #byDigest = new Map<string, Disclosure>()
  readonly #seenDigests = new Set<string>()
  readonly placed: PlacedDisclosure[] = []
  readonly places = new Map<readonly Json[], readonly number[]>()

  constructor(disclosures: readonly Disclosure[]) {
    for (const disclosure of disclosures) {
      if (this.#byDigest.has(disclosure.digest)) throw malformed('a disclosure is there twice')
      this.#byDigest.set(disclosure.digest, disclosure)
    }
  }

  restore(payload: JsonObject): JsonObject {
    const claims = this.#object(payload, [])
    if (this.placed.length !== this.#byDigest.size) throw malformed('a disclosure belongs to no digest')
    return claims
  }

  #take(digest: Json | undefined): Disclosure | undefined {
    if (typeof digest !== 'string') throw malformed('a digest is text')
    if (this.#seenDigests.has(digest)) throw malformed('a digest is there twice')
    this.#seenDigests.add(digest)
    return this.#byDigest.get(digest)
  }

  #value(value: Json | undefined, path: readonly PathStep[]): Json {
    if (path.length > deepest) throw malformed('too deep')
    if (Array.isArray(value)) return this.#array(value, path)
    if (isJsonObject(value)) return this.#object(value, path)
    // JSON has no such number; its reader makes one of 1e999, and whoever writes it down again makes that null.
    if (typeof value === 'number' && !Number.isFinite(value)) throw malformed('a number beyond numbers')
    return value as Json
  }

  #object(value: JsonObject, path: readonly PathStep[]): Record<string, Json> {
    const restored = bareObject()
    for (const name of Object.keys(value)) {
      if (name === '...') throw malformed('a reserved name')
      if (name === '_sd') continue
      if (name === '_sd_alg') {
        if (path.length > 0) throw malformed('_sd_alg below the top')
        continue
      }
      restored[name] = this.#value(value[name], [...path, name])
    }
    const digests = value['_sd']
    if (digests !== undefined) this.#disclose(digests, restored, path)
    return restored
  }

  #disclose(digests: Json, restored: Record<string, Json>, path: readonly PathStep[]): void {
    if (!Array.isArray(digests)) throw malformed('_sd is a list')
    for (const digest of digests as readonly Json[]) {
      const disclosure = this.#take(digest)
      if (disclosure === undefined) continue
      const { name } = disclosure
      if (name === null) throw malformed('an element stands where a member belongs')
      if (name in restored || (path.length === 0 && alwaysOpen.has(name))) throw malformed('a disclosed name is taken')
      restored[name] = this.#place(disclosure, [...path, name])
    }
  }

  #array(value: readonly Json[], path: readonly PathStep[]): Json[] {
    const restored: Json[] = []
    const standing: number[] = []
    for (const [place, element] of value.entries()) {
      const here = [...path, place]
      if (!isJsonObject(element) || !Object.hasOwn(element, '...')) restored.push(this.#value(element, here))
      else {
        if (Object.keys(element).length !== 1) throw malformed('a digest stands alone')
        const disclosure = this.#take(element['...'])
        if (disclosure === undefined) continue
        if (disclosure.name !== null) throw malformed('a member stands where an element belongs')
        restored.push(this.#place(disclosure, here))
      }
      standing.push(place)
    }
    if (restored.length !== value.length) this.places.set(restored, standing)
    return restored
  }

  #place(disclosure: Disclosure, path: readonly PathStep[]): Json {
    const { encoded, digest, name, value } = disclosure
    this.placed.push({ encoded, digest, name, value, path })
    return this.#value(value, path)
  }
}
