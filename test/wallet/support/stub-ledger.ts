import { encodeBytes32String } from 'ethers'
import { ethrDid } from '@counterfoil/shared/did/ethr-did'
import { pointOf } from '@counterfoil/shared/did/verification-method'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { listingType, type ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import { SyntheticLedger, type RpcCall } from '../../support/synthetic-ledger.ts'
import { json, type StubInternet } from './stub-internet.ts'
import type { StubRole, StubTrust } from './stub-trust.ts'

const registry = `0x${'de'.repeat(20)}`
const consortium = `0x${'c0'.repeat(20)}`
const chainId = 31_337
const tenYears = 10 * 365 * 24 * 3600

export const ledgerFacts: NetworkLedger = { rpcUrl: 'https://ledger.example', chainId, registry, consortium: ethrDid(chainId, consortium) }
const digits = { aldermoor: 'a', brackenfield: 'b', elsewhere: 'e' } as const
/** A council's address on the ledger is made of one digit. */
export const ledgerDidOf = (id: string): string => ethrDid(chainId, `0x${digits[id as keyof typeof digits].repeat(40)}`)
const addressOf = (did: string): string => did.split(':').at(-1) ?? ''

/** The ledger as a wallet reaches it, with the authorities that the consortium lists. */
export class StubLedger implements StubTrust {
  readonly #ledger = new SyntheticLedger({ chainId })
  readonly #keys = new Map<string, number>()
  readonly network = { ledger: ledgerFacts }
  isUp = true

  constructor(internet: StubInternet) {
    internet.on(ledgerFacts.rpcUrl, ({ body }) => {
      if (!this.isUp) throw new TypeError('fetch failed')
      return json(this.#ledger.answer(JSON.parse(body) as RpcCall))
    })
  }

  didOf(id: string): string {
    return ledgerDidOf(id)
  }

  publishKey(did: string, role: StubRole, key: P256PublicJwk): string {
    const count = (this.#keys.get(did) ?? 0) + 1
    this.#keys.set(did, count)
    this.#setAttribute(addressOf(did), `did/pub/JsonWebKey2020/${role === 'request' ? 'sigAuth' : 'veriKey'}`, Buffer.from(pointOf(key), 'hex'))
    return `${did}#delegate-${count}`
  }

  list(authority: ListedAuthority): void {
    this.#setAttribute(consortium, `did/svc/${listingType}`, new TextEncoder().encode(JSON.stringify(authority)))
  }

  accredit(kind: AccreditationKind, vct: string, did: string): void {
    this.#ledger.mine()
    this.#ledger.addDelegate(consortium, accreditationType(kind, vct), addressOf(did), tenYears)
  }

  withdraw(kind: AccreditationKind, vct: string, did: string): void {
    this.#ledger.mine()
    this.#ledger.revokeDelegate(consortium, accreditationType(kind, vct), addressOf(did))
  }

  #setAttribute(identity: string, name: string, value: Uint8Array): void {
    this.#ledger.mine()
    this.#ledger.setAttribute(identity, encodeBytes32String(name), value, tenYears)
  }
}
