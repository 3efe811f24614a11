import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { importP256, signEs256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkList } from '@counterfoil/shared/network/network'
import type { VerifyEs256 } from '@counterfoil/shared/signed-list/judge-entries'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { entryHash, entryHeader, entryPayload, type ListEntry } from '@counterfoil/shared/signed-list/list-entry'
import { headSigningInput, type ListHead } from '@counterfoil/shared/signed-list/list-head'

export interface ListKey {
  readonly jwk: P256PublicJwk
  readonly key: KeyObject
}

export function makeListKey(): ListKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' })
  return { jwk: { kty: 'EC', crv: 'P-256', x, y }, key: privateKey }
}

export const verifyOnNode: VerifyEs256 = (jwk, signingInput, signature) => verifyEs256(importP256(jwk), signingInput, signature)

export const listConsortium = 'did:web:list.example:consortium'
export const councilDid = (id: string): string => `did:web:list.example:${id}`
const ids = ['aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'easthollow'] as const

export interface WrittenEntry {
  readonly by?: readonly ListKey[]
  readonly entry?: Partial<ListEntry>
  /** Rewrites the entry's text before it is appended. */
  readonly text?: (text: string) => string
}

/** A list of five councils of which three have to sign, written by real keys; any part can be made wrong. */
export class ListWriter {
  readonly governors: readonly (ListKey & { readonly did: string })[]
  publisher: ListKey = makeListKey()
  readonly entries: string[] = []
  readonly network: string
  now: number
  last = ''

  constructor(now: number, dids: readonly string[] = ids.map(councilDid), network: string = listConsortium) {
    this.now = now
    this.network = network
    this.governors = dids.map((did) => ({ did, ...makeListKey() }))
    this.append([this.govern()])
  }

  /** The three that sign when nothing else is said. */
  get three(): readonly ListKey[] {
    return this.governors.slice(0, 3)
  }

  get founding(): string {
    return entryHash((JSON.parse(this.entries[0] ?? '{}') as { payload: string }).payload)
  }

  list(url: string): NetworkList {
    return { url, consortium: this.network, founding: this.founding }
  }

  govern(changes: { readonly threshold?: number; readonly without?: number; readonly publisher?: ListKey } = {}): ListChange {
    const governors = this.governors.filter((_, place) => place !== changes.without).map(({ did, jwk }) => ({ did, jwk }))
    return { kind: 'govern', threshold: changes.threshold ?? 3, governors, publisher: (changes.publisher ?? this.publisher).jwk }
  }

  append(changes: readonly ListChange[], { by = this.three, entry: different, text = (same) => same }: WrittenEntry = {}): this {
    const entry: ListEntry = { network: this.network, number: this.entries.length, previous: this.last, iat: this.now, changes, ...different }
    const payload = entryPayload(entry)
    const signatures = by.map(({ jwk, key }) => ({ protected: entryHeader(jwk), signature: signEs256(key, `${entryHeader(jwk)}.${payload}`) }))
    this.entries.push(text(JSON.stringify({ payload, signatures })))
    this.last = entryHash(payload)
    return this
  }

  /** The head as the publisher signs it now. */
  head(changes: Partial<ListHead> & { readonly by?: ListKey } = {}): string {
    const { by = this.publisher, ...claims } = changes
    const input = headSigningInput({ network: this.network, length: this.entries.length, last: this.last, iat: this.now, ...claims })
    return `${input}.${signEs256(by.key, input)}`
  }

  get text(): string {
    return this.entries.map((entry) => `${entry}\n`).join('')
  }

  /** A list that is the same until now, and may go on otherwise. */
  fork(): ListWriter {
    return Object.assign(Object.create(ListWriter.prototype) as ListWriter, { ...this, entries: [...this.entries] })
  }
}

export const listing = (did: string, letter = 'A'): ListChange => ({
  kind: 'list',
  authority: { did, letter, name: { en: `Council ${letter}`, cy: `Cyngor ${letter}` }, issuer: `https://issuer.example/${letter.toLowerCase()}`, verifier: `https://verifier.example/${letter.toLowerCase()}` },
})
