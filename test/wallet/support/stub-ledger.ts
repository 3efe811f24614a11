import { encodeBytes32String, Interface } from 'ethers'
import registryPackage from 'ethr-did-registry'
import { accreditationType, addressTopic, changedInput, validDelegateInput } from '@counterfoil/shared/ledger/erc1056'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { ethrDid } from '@counterfoil/shared/did/ethr-did'
import { listingType, type ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { json, type StubInternet } from './stub-internet.ts'

const registry = `0x${'de'.repeat(20)}`
const consortium = `0x${'c0'.repeat(20)}`
const chainId = 31_337
const contract = new Interface(registryPackage.EthereumDIDRegistry.abi)
const farAway = 9_999_999_999

export const ledgerFacts: NetworkLedger = { rpcUrl: 'https://ledger.example', chainId, registry, consortium: ethrDid(chainId, consortium) }
export const didOfAddress = (address: string): string => ethrDid(chainId, address)

/** The registry of ERC-1056 behind JSON-RPC: its events are encoded from the contract's own interface. */
export class StubLedger {
  readonly #logs: { blockNumber: number; identity: string; data: string; topics: readonly string[] }[] = []
  readonly #accreditations = new Set<string>()
  isUp = true

  constructor(internet: StubInternet) {
    internet.on(ledgerFacts.rpcUrl, ({ body }) => {
      if (!this.isUp) throw new TypeError('fetch failed')
      const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: readonly [{ data: string; topics: readonly string[] }] }
      return json({ jsonrpc: '2.0', id, result: method === 'eth_call' ? this.#call(params[0].data) : this.#read(params[0].topics[1] ?? '') })
    })
  }

  setAttribute(identity: string, name: string, value: Uint8Array): void {
    const event = contract.encodeEventLog('DIDAttributeChanged', [identity, encodeBytes32String(name), value, farAway, 0])
    this.#logs.push({ blockNumber: this.#logs.length + 1, identity: identity.toLowerCase(), ...event })
  }

  list(authority: ListedAuthority): void {
    this.setAttribute(consortium, `did/svc/${listingType}`, new TextEncoder().encode(JSON.stringify(authority)))
  }

  accredit(kind: 'issue' | 'request', vct: string, address: string): void {
    this.#accreditations.add(validDelegateInput(consortium, accreditationType(kind, vct), address))
  }

  withdraw(kind: 'issue' | 'request', vct: string, address: string): void {
    this.#accreditations.delete(validDelegateInput(consortium, accreditationType(kind, vct), address))
  }

  #call(data: string): string {
    const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`
    const changes = this.#logs.filter(({ identity }) => changedInput(identity) === data)
    return data.startsWith(changedInput('').slice(0, 10)) ? word(changes.at(-1)?.blockNumber ?? 0) : word(this.#accreditations.has(data) ? 1 : 0)
  }

  #read(topic: string): unknown {
    return this.#logs
      .filter(({ identity }) => addressTopic(identity) === topic)
      .map(({ blockNumber, data, topics }) => ({ blockNumber: `0x${blockNumber.toString(16)}`, logIndex: '0x0', data, topics }))
  }
}
