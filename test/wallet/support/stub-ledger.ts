import { encodeBytes32String } from 'ethers'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { ethrDid } from '@counterfoil/shared/did/ethr-did'
import { listingType, type ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { SyntheticLedger, type RpcCall } from '../../support/synthetic-ledger.ts'
import { json, type StubInternet } from './stub-internet.ts'

const registry = `0x${'de'.repeat(20)}`
const consortium = `0x${'c0'.repeat(20)}`
const chainId = 31_337
const tenYears = 10 * 365 * 24 * 3600

export const ledgerFacts: NetworkLedger = { rpcUrl: 'https://ledger.example', chainId, registry, consortium: ethrDid(chainId, consortium) }
export const didOfAddress = (address: string): string => ethrDid(chainId, address)

/** The ledger as a wallet reaches it, with the authorities that the consortium lists. */
export class StubLedger {
  readonly #ledger = new SyntheticLedger({ chainId })
  isUp = true

  constructor(internet: StubInternet) {
    internet.on(ledgerFacts.rpcUrl, ({ body }) => {
      if (!this.isUp) throw new TypeError('fetch failed')
      return json(this.#ledger.answer(JSON.parse(body) as RpcCall))
    })
  }

  setAttribute(identity: string, name: string, value: Uint8Array): void {
    this.#ledger.mine()
    this.#ledger.setAttribute(identity, encodeBytes32String(name), value, tenYears)
  }

  list(authority: ListedAuthority): void {
    this.setAttribute(consortium, `did/svc/${listingType}`, new TextEncoder().encode(JSON.stringify(authority)))
  }

  accredit(kind: 'issue' | 'request', vct: string, address: string): void {
    this.#ledger.mine()
    this.#ledger.addDelegate(consortium, accreditationType(kind, vct), address, tenYears)
  }

  withdraw(kind: 'issue' | 'request', vct: string, address: string): void {
    this.#ledger.mine()
    this.#ledger.revokeDelegate(consortium, accreditationType(kind, vct), address)
  }
}
