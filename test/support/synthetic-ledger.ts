import { Interface, getAddress, keccak256, toBeHex, zeroPadValue, AbiCoder } from 'ethers'
import registryPackage from 'ethr-did-registry'

interface StoredLog {
  readonly address: string
  readonly blockNumber: number
  readonly logIndex: number
  readonly topics: readonly string[]
  readonly data: string
}

export interface RpcCall {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

const contract = new Interface(registryPackage.EthereumDIDRegistry.abi)
const hex = (value: number): string => `0x${value.toString(16)}`
const hashOf = (block: number): string => keccak256(zeroPadValue(toBeHex(block + 1), 32))

/**
 * The registry of ERC-1056 without a chain: what the contract would store and emit, behind JSON-RPC. Encoded by ethers
 * from the contract's own interface, so that nothing of ours is on both sides.
 */
export class SyntheticLedger {
  readonly registry = getAddress(`0x${'de'.repeat(20)}`)
  readonly chainId: number
  readonly logs: StoredLog[] = []
  /** Time of each block, the first is block 0. */
  readonly times: number[]
  readonly #changed = new Map<string, number>()
  readonly #delegates = new Map<string, bigint>()
  code: string = registryPackage.EthereumDIDRegistry.deployedBytecode

  constructor({ chainId = 31_337, genesis = 1_700_000_000 } = {}) {
    this.chainId = chainId
    this.times = [genesis]
  }

  get head(): number {
    return this.times.length - 1
  }

  get time(): number {
    return this.times.at(-1) ?? 0
  }

  /** Begins a new block; what is written next is in it. */
  mine(after = 1): void {
    this.times.push(this.time + after)
  }

  changeOwner(identity: string, owner: string): void {
    this.#emit('DIDOwnerChanged', identity, [owner])
  }

  setAttribute(identity: string, name: string, value: Uint8Array, validity: number): void {
    this.#emit('DIDAttributeChanged', identity, [name, value, this.time + validity])
  }

  revokeAttribute(identity: string, name: string, value: Uint8Array): void {
    this.#emit('DIDAttributeChanged', identity, [name, value, 0])
  }

  addDelegate(identity: string, type: string, delegate: string, validity: number): void {
    this.#setDelegate(identity, type, delegate, this.time + validity)
  }

  revokeDelegate(identity: string, type: string, delegate: string): void {
    this.#setDelegate(identity, type, delegate, this.time)
  }

  /** Answers a JSON-RPC request or a batch. */
  answer(request: RpcCall | readonly RpcCall[]): unknown {
    return Array.isArray(request) ? request.map((one: RpcCall) => this.#answerOne(one)) : this.#answerOne(request as RpcCall)
  }

  /** Stands in for `fetch` in front of a node. */
  readonly fetch: typeof fetch = async (_, init) => Response.json(this.answer(JSON.parse(init?.body as string) as RpcCall))

  perform(method: string, params: readonly unknown[]): unknown {
    switch (method) {
      case 'eth_chainId':
        return hex(this.chainId)
      case 'eth_getCode':
        return this.code
      case 'eth_getBlockByNumber':
        return this.#block(params[0] as string)
      case 'eth_call':
        return this.#call((params[0] as { data: string }).data)
      case 'eth_getLogs':
        return this.#getLogs(params[0] as { topics: readonly (string | null)[]; fromBlock: string; toBlock: string })
      default:
        throw new Error(`no ${method} here`)
    }
  }

  #answerOne({ id, method, params }: RpcCall): unknown {
    return { jsonrpc: '2.0', id, result: this.perform(method, params) }
  }

  #setDelegate(identity: string, type: string, delegate: string, validTo: number): void {
    this.#delegates.set(delegateKey(identity, keccak256(type), delegate), BigInt(validTo))
    this.#emit('DIDDelegateChanged', identity, [type, delegate, validTo])
  }

  #emit(event: string, identity: string, values: readonly unknown[]): void {
    const previous = this.#changed.get(identity.toLowerCase()) ?? 0
    const { topics, data } = contract.encodeEventLog(event, [identity, ...values, previous])
    const logIndex = this.logs.filter(({ blockNumber }) => blockNumber === this.head).length
    this.logs.push({ address: this.registry, blockNumber: this.head, logIndex, topics, data })
    this.#changed.set(identity.toLowerCase(), this.head)
  }

  #number(tag: string): number {
    return tag === 'latest' ? this.head : Number(tag)
  }

  #block(tag: string): unknown {
    const number = this.#number(tag)
    const time = this.times[number]
    if (time === undefined) return null
    const bare = { nonce: '0x0000000000000000', difficulty: '0x0', gasLimit: '0x0', gasUsed: '0x0', miner: `0x${'0'.repeat(40)}`, extraData: '0x', transactions: [] }
    return { ...bare, number: hex(number), hash: hashOf(number), parentHash: hashOf(number - 1), timestamp: hex(time) }
  }

  #call(data: string): string {
    const call = contract.parseTransaction({ data })
    const [identity, type, delegate] = (call?.args ?? []) as string[]
    if (call?.name === 'changed') return word(BigInt(this.#changed.get(identity?.toLowerCase() ?? '') ?? 0))
    if (call?.name === 'delegates') return word(this.#delegates.get(delegateKey(identity ?? '', type ?? '', delegate ?? '')) ?? 0n)
    throw new Error(`no ${call?.name} here`)
  }

  #getLogs({ topics, fromBlock, toBlock }: { topics: readonly (string | null)[]; fromBlock: string; toBlock: string }): unknown {
    const [from, to] = [this.#number(fromBlock), this.#number(toBlock)]
    return this.logs
      .filter((log) => log.blockNumber >= from && log.blockNumber <= to && log.topics[1]?.toLowerCase() === topics[1]?.toLowerCase())
      .map((log) => ({ ...log, blockNumber: hex(log.blockNumber), logIndex: hex(log.logIndex), blockHash: hashOf(log.blockNumber), transactionHash: hashOf(log.blockNumber), transactionIndex: '0x0', removed: false }))
  }
}

const word = (value: bigint): string => AbiCoder.defaultAbiCoder().encode(['uint256'], [value])
const delegateKey = (identity: string, type: string, delegate: string): string => `${identity} ${type} ${delegate}`.toLowerCase()
