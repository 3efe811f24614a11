import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { ListNetwork } from '@counterfoil/shared/network/network'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import { ListWriter } from '../../support/signed-list.ts'
import { typed, type StubInternet } from './stub-internet.ts'
import type { StubRole, StubTrust } from './stub-trust.ts'

const host = 'ledger.example'
const url = `https://${host}/trust`
export const listDidOf = (id: string): string => `did:web:${host}:${id}`
const year = 365 * 24 * 3600

interface StubDocument {
  readonly id: string
  readonly verificationMethod: object[]
  readonly assertionMethod: string[]
  readonly authentication: string[]
}

/** A signed list as a wallet reaches it, and the authorities' documents beside it. */
export class StubList implements StubTrust {
  readonly #internet: StubInternet
  readonly #writer: ListWriter
  readonly #clock: { readonly now: number }
  readonly #documents = new Map<string, StubDocument>()
  readonly network: Pick<ListNetwork, 'trust'>
  isUp = true

  constructor(internet: StubInternet, clock: { readonly now: number }) {
    this.#internet = internet
    this.#clock = clock
    this.#writer = new ListWriter(clock.now, ['aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'easthollow'].map(listDidOf), listDidOf('consortium'))
    this.network = { trust: { kind: 'signed-list', ...this.#writer.list(url) } }
    this.#serve(`${url}/head.jwt`, 'application/trust-list-head+jwt', () => this.#writer.head({ iat: this.#clock.now }))
    this.#serve(`${url}/entries.jsonl`, 'application/jsonl', () => this.#writer.text)
  }

  didOf(id: string): string {
    return listDidOf(id)
  }

  publishKey(did: string, role: StubRole, key: P256PublicJwk): string {
    const kid = `${did}#${thumbprintOf(key)}`
    const document = this.#documents.get(did) ?? { id: did, verificationMethod: [], assertionMethod: [], authentication: [] }
    document.verificationMethod.push({ id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: key })
    document[role === 'request' ? 'authentication' : 'assertionMethod'].push(kid)
    this.#documents.set(did, document)
    this.#serve(`https://${host}/${did.split(':').at(-1) ?? ''}/did.json`, 'application/did+json', () => JSON.stringify(document))
    return kid
  }

  list(authority: ListedAuthority): void {
    this.#writer.append([{ kind: 'list', authority }])
  }

  accredit(kind: AccreditationKind, vct: string, did: string): void {
    this.#writer.append([{ kind: 'accredit', to: kind, type: vct, did, until: this.#writer.now + year }])
  }

  withdraw(kind: AccreditationKind, vct: string, did: string): void {
    this.#writer.append([{ kind: 'withdraw', to: kind, type: vct, did }])
  }

  #serve(address: string, mediaType: string, body: () => string): void {
    this.#internet.on(address, () => {
      if (!this.isUp) throw new TypeError('fetch failed')
      return typed(body(), mediaType)
    })
  }
}
