import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { documentedKeys } from '@counterfoil/issuer/adapters/documented-keys'
import { keySet } from '@counterfoil/issuer/adapters/key-set'
import { DidUnavailable, type ResolvedDid } from '@counterfoil/shared/did/did-resolver'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'

const did = 'did:web:aldermoor.example'
const keyOf = (namedCurve: string): JsonObject => generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' }) as JsonObject
const method = (name: string, publicKeyJwk = keyOf('P-256')) => ({ id: `${did}#${name}`, type: 'JsonWebKey2020', controller: did, publicKeyJwk })

/** A document with these keys for what it asserts, and one for what it asks. */
function documentWith(...methods: ReturnType<typeof method>[]): ResolvedDid {
  const asking = method('request')
  return {
    document: { id: did, verificationMethod: [...methods, asking], assertionMethod: methods.map(({ id }) => id), authentication: [asking.id] },
    metadata: {},
    formerKey: () => null,
    purposeOf: (id) => (id.endsWith('#status') ? 'status' : null),
  }
}

function documented(first: ResolvedDid | null) {
  const state = { document: first, isAway: false }
  const logged: unknown[] = []
  const resolve = async () => {
    if (state.isAway) throw new DidUnavailable('it does not answer')
    return state.document === null ? null : { value: state.document, observedAt: epochSeconds(1_764_000_000) }
  }
  const keys = documentedKeys({ resolver: { resolve }, logger: { warn: (...line: unknown[]) => void logged.push(line) } })
  return { state, logged, names: async () => (await keys({ did })).map(({ kid }) => kid), keys: () => keys({ did }) }
}

describe('the keys that a document lists', () => {
  it('are those that issue: not those of lists and of requests, and none of another curve', async () => {
    const { names } = documented(documentWith(method('old'), method('status'), method('controller', keyOf('secp256k1'))))
    expect(await names()).toEqual([`${did}#old`])
  })

  it('are no more when they were removed, and none when the identity was given up', async () => {
    const { state, names } = documented(documentWith(method('old'), method('new')))
    expect(await names()).toEqual([`${did}#old`, `${did}#new`])
    state.document = documentWith(method('new'))
    expect(await names()).toEqual([`${did}#new`])
    state.document = null
    expect(await names()).toEqual([])
  })

  it('are as they were last known while the document is away, which the log is told once', async () => {
    const { state, logged, names } = documented(documentWith(method('old')))
    state.isAway = true
    expect(await names()).toEqual([])
    state.isAway = false
    expect(await names()).toEqual([`${did}#old`])
    state.isAway = true
    for (let time = 0; time < 3; time += 1) expect(await names()).toEqual([`${did}#old`])
    expect(logged).toHaveLength(2)
  })

  it('stand in a key set with nothing but what they verify by', async () => {
    const jwk = keyOf('P-256')
    expect(keySet([], await documented(documentWith(method('old', jwk))).keys())).toEqual({ keys: [{ ...jwk, kid: `${did}#old`, use: 'sig', alg: 'ES256' }] })
  })
})
