import registryPackage from 'ethr-did-registry'
import { Interface, type HDNodeWallet, type Wallet } from 'ethers'
import { chainId, startAnvil, type Engine } from '@counterfoil/dev-ledger/anvil'
import { deployRegistry, registryAddress } from '@counterfoil/dev-ledger/registry'

const contract = new Interface(registryPackage.EthereumDIDRegistry.abi)
const genesis = 1_700_000_000

/** A chain with the real registry, steered by the test: what goes into one block, what time it has, what is undone. */
export class RealChain {
  readonly engine: Engine
  readonly chainId = chainId
  readonly registry = registryAddress
  time = genesis
  readonly #nonces = new Map<string, number>()

  private constructor(engine: Engine) {
    this.engine = engine
  }

  static async start(): Promise<RealChain> {
    const chain = new RealChain(await startAnvil(genesis))
    await deployRegistry({
      engine: chain.engine,
      accept: async (raw) => {
        const hash = await chain.engine.ask<string>('eth_sendRawTransaction', [raw])
        await chain.mine()
        return hash
      },
    })
    return chain
  }

  get url(): string {
    return this.engine.url
  }

  /** Closes a block over everything written since the last. */
  async mine(after = 1): Promise<void> {
    this.time += after
    await this.engine.ask('evm_setNextBlockTimestamp', [this.time])
    await this.engine.ask('evm_mine', [])
  }

  async head(): Promise<number> {
    return Number(await this.engine.ask<string>('eth_blockNumber', []))
  }

  /** Sends a call of the registry; it is in the next block. */
  async write(by: Wallet | HDNodeWallet, method: string, ...parameters: readonly unknown[]): Promise<void> {
    const nonce = this.#nonces.get(by.address) ?? 0
    this.#nonces.set(by.address, nonce + 1)
    const data = contract.encodeFunctionData(method, parameters)
    const raw = await by.signTransaction({ type: 0, chainId, nonce, gasPrice: 0, gasLimit: 250_000, to: registryAddress, data })
    await this.engine.ask('eth_sendRawTransaction', [raw])
  }

  /** Runs something whose blocks are then undone, as by a reorganisation. */
  async undone(work: () => Promise<void>): Promise<void> {
    const snapshot = await this.engine.ask<string>('evm_snapshot', [])
    const [time, nonces] = [this.time, [...this.#nonces]]
    await work()
    await this.engine.ask('evm_revert', [snapshot])
    this.time = time
    this.#nonces.clear()
    for (const [address, nonce] of nonces) this.#nonces.set(address, nonce)
  }
}
