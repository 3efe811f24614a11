import { generateKeyPairSync, hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeCbor } from '@counterfoil/shared/cbor/encode-cbor'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import { jwkThumbprint, type P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { toHex } from '@counterfoil/shared/kernel/bytes'
import { sessionTranscript, type Handover } from '@counterfoil/shared/mdoc/session-transcript'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { encode, sha256 } from '../../support/presentations.ts'
import { vectorsOf } from '../../support/vectors.ts'

// What the reference implementation of SD-JWT expects of each of its cases, and what OpenID4VP prints of its handovers. The other
// vectors are in sd-jwt/, status-list/, dcql/, mdoc/ and crypto/: this file prints the count of them all.

interface Case {
  readonly user_claims: Json
  readonly holder_disclosed_claims: Json
  readonly expect_verified_user_claims: Json
}

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const hidden = '!sd'
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const isHidden = (value: Json): value is JsonObject => isObject(value) && Object.hasOwn(value, hidden)

/** Issues what a case describes, written here: hidden ones become digests, and those that the holder chooses are presented. */
class Issuing {
  readonly shown: string[] = []
  #salts = 0

  disclose(parts: readonly unknown[], shows: boolean): string {
    this.#salts += 1
    const text = encode([`salt-number-${this.#salts}-of-128-bits`, ...parts])
    if (shows) this.shown.push(text)
    return sha256(text)
  }

  /** `chosen`: what the holder discloses of it; true is all of it. */
  value(value: Json, chosen: Json | undefined): Json {
    if (Array.isArray(value)) return (value as readonly Json[]).map((item, place) => this.#item(item, chosen === true ? true : Array.isArray(chosen) ? (chosen[place] as Json | undefined) : undefined))
    return isObject(value) ? this.#object(value, chosen) : value
  }

  #item(item: Json, chosen: Json | undefined): Json {
    if (!isHidden(item)) return this.value(item, chosen)
    return { '...': this.disclose([this.value(item[hidden] ?? null, chosen)], isChosen(chosen)) }
  }

  #object(value: JsonObject, chosen: Json | undefined): JsonObject {
    const open: Record<string, Json> = {}
    const digests: string[] = []
    for (const [written, member = null] of Object.entries(value)) {
      const name = written.startsWith(`${hidden} `) ? written.slice(hidden.length + 1) : written
      const wanted = chosen === true ? true : isObject(chosen) ? chosen[name] : undefined
      const inside = this.value(member, wanted)
      if (name === written) open[name] = inside
      else digests.push(this.disclose([name, inside], isChosen(wanted)))
    }
    return digests.length === 0 ? open : { ...open, _sd: digests }
  }
}

/** As the reference has it: anything but false, null and nothing. An empty list or object discloses the thing, and nothing within. */
const isChosen = (chosen: Json | undefined): boolean => chosen !== undefined && chosen !== null && chosen !== false

const cases = vectorsOf<Case>('sd-jwt-python')

describe('the cases of the Python reference of SD-JWT', () => {
  it.each(cases)('%s: are restored to what it expects', (_name, { user_claims: claims, holder_disclosed_claims: chosen, expect_verified_user_claims: expected }) => {
    const issuing = new Issuing()
    const payload = { ...(issuing.value(claims, chosen) as JsonObject), _sd_alg: 'sha-256' }
    const input = `${encode({ alg: 'ES256' })}.${encode(payload)}`
    const { claims: restored } = parseSdJwt(`${[`${input}.${signEs256(key, input)}`, ...issuing.shown].join('~')}~`, { sha256 })
    expect(JSON.parse(JSON.stringify(restored))).toEqual(expected)
  })
})

const jwk: P256PublicJwk = { kty: 'EC', crv: 'P-256', x: 'DxiH5Q4Yx3UrukE2lWCErq8N8bqC9CHLLrAwLz5BmE0', y: 'XtLM4-3h5o3HUH0MHVJV0kyq0iBlrBwlh8qEDMZ4-Pc' }
const nonce = 'exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA'
const handovers: [string, Handover, string][] = [
  ['B.2.6.1', { kind: 'redirect', clientId: 'x509_san_dns:example.com', responseUri: 'https://example.com/response', thumbprint: jwkThumbprint(jwk, sha256) }, '83f6f682714f70656e494434565048616e646f7665725820048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac'],
  ['B.2.6.2', { kind: 'dc_api', origin: 'https://example.com', thumbprint: jwkThumbprint(jwk, sha256) }, '83f6f682764f70656e4944345650444341504948616e646f7665725820fbece366f4212f9762c74cfdbf83b8c69e371d5d68cea09cb4c48ca6daab761a'],
]

describe('the session transcripts that OpenID4VP 1.0 prints', () => {
  it.each(handovers)('%s: are made byte by byte', (_section, handover, expected) => {
    expect(toHex(encodeCbor(sessionTranscript(handover, nonce, (bytes) => hash('sha256', bytes, 'base64url'))))).toBe(expected)
  })
})

describe('the published vectors', () => {
  it('are all carried, with the count of each', () => {
    const counts = [...['rfc9901', 'token-status-list', 'openid4vp-1.0/dcql', 'sd-jwt-python', 'jose-cookbook', 'jose-rfcs', 'iso-18013-5', 'mdoc-ts'].map((folder) => [folder, vectorsOf(folder).length] as const), ['openid4vp-1.0 handovers', handovers.length] as const]
    process.stdout.write(`published vectors: ${counts.map(([name, count]) => `${name} ${count}`).join(', ')}\n`)
    expect(Object.fromEntries(counts)).toEqual({ rfc9901: 5, 'token-status-list': 6, 'openid4vp-1.0/dcql': 9, 'sd-jwt-python': 17, 'jose-cookbook': 25, 'jose-rfcs': 2, 'iso-18013-5': 1, 'mdoc-ts': 4, 'openid4vp-1.0 handovers': 2 })
  })
})
