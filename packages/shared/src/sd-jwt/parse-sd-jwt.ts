import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { bareObject, decodeJson, parseDisclosure, type Disclosure, type PathStep } from './disclosure.ts'

/** A JWT cut into what is signed, what it says, and its signature; nothing about it is verified yet. */
export interface ParsedJwt {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly signingInput: string
  readonly signature: string
}

/** An SD-JWT, taken apart and put together by the strict rules. Its signatures are not verified yet. */
export interface ParsedSdJwt {
  readonly issuerJwt: ParsedJwt
  /** The claims with every disclosure in its place and no trace of digests. */
  readonly claims: JsonObject
  readonly disclosures: readonly (Disclosure & { readonly path: readonly PathStep[] })[]
  /** The key binding JWT, or null when the presentation ends with `~`. */
  readonly keyBinding: ParsedJwt | null
  /** Everything that `sd_hash` covers: up to and including the last `~`. */
  readonly boundText: string
}

const limits = { characters: 262_144, disclosures: 200, depth: 16 } as const
/** Never selectively disclosable. @see SD-JWT VC, section 3.2.2.2 */
const alwaysOpen = new Set(['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'])

const malformed = (detail: string): Refusal => new Refusal('malformed_credential', { detail })

/** Cuts a compact JWT; refuses anything but three parts with objects in the first two. */
export function parseJwt(compact: string): ParsedJwt {
  const first = compact.indexOf('.')
  const second = compact.indexOf('.', first + 1)
  if (first < 1 || second < 0 || compact.includes('.', second + 1)) throw malformed('not a compact JWT')
  const header = decodeJson(compact.slice(0, first))
  const payload = decodeJson(compact.slice(first + 1, second))
  if (!isJsonObject(header) || !isJsonObject(payload)) throw malformed('a JWT holds objects')
  // Unencoded payloads and unknown critical extensions change what the signature means. @see RFC 7515, section 4.1.11
  if ('crit' in header || 'b64' in header) throw malformed('critical header')
  return { header, payload, signingInput: compact.slice(0, second), signature: compact.slice(second + 1) }
}

/**
 * Parses a presentation by every structural rule of the standard. Refuses with `malformed_credential`.
 * @see RFC 9901, section 7.1
 */
export function parseSdJwt(presentation: string, ports: { readonly sha256: (text: string) => string }): ParsedSdJwt {
  if (presentation.length > limits.characters) throw malformed('too large')
  const end = presentation.lastIndexOf('~')
  if (end < 0) throw malformed('no tilde')
  const boundText = presentation.slice(0, end + 1)
  const [compact = '', ...encoded] = presentation.slice(0, end).split('~')
  if (encoded.length > limits.disclosures) throw malformed('too many disclosures')
  const issuerJwt = parseJwt(compact)
  const algorithm = issuerJwt.payload['_sd_alg']
  if (algorithm !== undefined && algorithm !== 'sha-256') throw malformed('_sd_alg')
  const restorer = new Restorer(encoded, ports.sha256)
  const claims = restorer.restore(issuerJwt.payload)
  return {
    issuerJwt,
    claims,
    disclosures: restorer.placed(),
    keyBinding: end === presentation.length - 1 ? null : parseJwt(presentation.slice(end + 1)),
    boundText,
  }
}

/** Puts disclosures in the places of their digests, each exactly once. */
class Restorer {
  readonly #byDigest = new Map<string, Disclosure>()
  readonly #seenDigests = new Set<string>()
  readonly #placed: (Disclosure & { readonly path: readonly PathStep[] })[] = []

  constructor(encoded: readonly string[], sha256: (text: string) => string) {
    for (const text of encoded) {
      const disclosure = parseDisclosure(text, sha256)
      if (this.#byDigest.has(disclosure.digest)) throw malformed('a disclosure is there twice')
      this.#byDigest.set(disclosure.digest, disclosure)
    }
  }

  restore(payload: JsonObject): JsonObject {
    const claims = this.#object(payload, [])
    delete claims['_sd_alg']
    if (this.#placed.length !== this.#byDigest.size) throw malformed('a disclosure belongs to no digest')
    return claims
  }

  placed(): readonly (Disclosure & { readonly path: readonly PathStep[] })[] {
    return this.#placed
  }

  #take(digest: Json | undefined): Disclosure | undefined {
    if (typeof digest !== 'string') throw malformed('a digest is text')
    if (this.#seenDigests.has(digest)) throw malformed('a digest is there twice')
    this.#seenDigests.add(digest)
    return this.#byDigest.get(digest)
  }

  #value(value: Json | undefined, path: readonly PathStep[]): Json {
    if (path.length > limits.depth) throw malformed('too deep')
    if (Array.isArray(value)) return this.#array(value, path)
    if (isJsonObject(value)) return this.#object(value, path)
    return value as Json
  }

  #object(value: JsonObject, path: readonly PathStep[]): Record<string, Json> {
    const restored = bareObject()
    for (const name of Object.keys(value)) {
      if (name === '...') throw malformed('a reserved name')
      if (name === '_sd') continue
      restored[name] = this.#value(value[name], [...path, name])
    }
    const digests = value['_sd']
    if (digests === undefined) return restored
    if (!Array.isArray(digests)) throw malformed('_sd is a list')
    for (const digest of digests) {
      const disclosure = this.#take(digest)
      if (disclosure === undefined) continue
      const { name } = disclosure
      if (name === null) throw malformed('an element stands where a member belongs')
      if (name in restored || (path.length === 0 && alwaysOpen.has(name))) throw malformed('a disclosed name is taken')
      this.#place(disclosure, [...path, name], (disclosed) => {
        restored[name] = disclosed
      })
    }
    return restored
  }

  #array(value: readonly Json[], path: readonly PathStep[]): Json[] {
    const restored: Json[] = []
    for (const element of value) {
      if (!isJsonObject(element) || !('...' in element)) {
        restored.push(this.#value(element, [...path, restored.length]))
        continue
      }
      if (Object.keys(element).length !== 1) throw malformed('a digest stands alone')
      const disclosure = this.#take(element['...'])
      if (disclosure === undefined) continue
      if (disclosure.name !== null) throw malformed('a member stands where an element belongs')
      this.#place(disclosure, [...path, restored.length], (disclosed) => restored.push(disclosed))
    }
    return restored
  }

  #place(disclosure: Disclosure, path: readonly PathStep[], put: (value: Json) => void): void {
    this.#placed.push({ ...disclosure, path })
    put(this.#value(disclosure.value, path))
  }
}
