import { FetchRequest, JsonRpcProvider, Transaction, isError, type TransactionRequest } from 'ethers'
import { nodesOf } from '@counterfoil/shared/network/network'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { Fee } from './intent.ts'

/** What the ledger says of a transaction that is in a block. */
export interface Mined {
  readonly hash: string
  readonly undone: boolean
  readonly block: { readonly number: number; readonly hash: string }
  readonly contract: string | null
}

/** How the ledger took a transaction: `known` means that it, or another under its nonce, was there before. */
export type Taking = 'taken' | 'known' | 'underpriced' | 'account_empty' | 'refused'

export interface SignedWrite {
  readonly hash: string
  readonly raw: string
}

/** The ledger as seen by one paying account. Every verb throws when the ledger can't be reached; then nothing is known. */
export interface LedgerAccount {
  readonly address: string
  /** Throws when the node behind the address is of another chain. */
  mustBeOurChain(): Promise<void>
  /** Number of the account's transactions in blocks: the first nonce that is free there. */
  transactionsMined(): Promise<number>
  headBlock(): Promise<number>
  /** Hash of a block of the present chain; null when it has none of that number. */
  blockHash(number: number): Promise<string | null>
  mined(hash: string): Promise<Mined | null>
  /** What is paid for now. */
  fee(): Promise<Fee>
  /** Gas for a call as things stand; null when the ledger would undo it. */
  gasFor(to: string | null, data: string): Promise<bigint | null>
  sign(write: { readonly to: string | null; readonly data: string; readonly nonce: number; readonly gas: bigint; readonly fee: Fee }): Promise<SignedWrite>
  send(raw: string): Promise<Taking>
  close(): void
}

/** Signs transactions from a key that stays where it is; a custody's Ethereum signer is one. */
export interface TransactionSigner {
  getAddress(): Promise<string>
  signTransaction(transaction: TransactionRequest): Promise<string>
}

/** The gas that a signed transaction may use. */
export const gasLimitOf = (raw: string): bigint => Transaction.from(raw).gasLimit

const patienceMs = 5000

/** An account on an EVM network, over JSON-RPC. @see Ethereum JSON-RPC */
export async function openLedgerAccount(ledger: Pick<NetworkLedger, 'rpcUrl' | 'otherRpcUrls' | 'chainId'>, signer: TransactionSigner): Promise<LedgerAccount> {
  const { chainId } = ledger
  const request = requestTo(nodesOf(ledger))
  const provider = new JsonRpcProvider(request, chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  const address = await signer.getAddress()
  return {
    address: address.toLowerCase(),
    mustBeOurChain: async () => {
      const told = Number(await provider.send('eth_chainId', []))
      if (told !== chainId) throw new Error(`The ledger at this address is chain ${told}, not ${chainId}.`)
    },
    transactionsMined: () => provider.getTransactionCount(address, 'latest'),
    headBlock: async () => Number(await provider.send('eth_blockNumber', [])),
    blockHash: async (number) => (await provider.getBlock(number))?.hash ?? null,
    mined: async (hash) => {
      const receipt = await provider.getTransactionReceipt(hash)
      return receipt === null ? null : { hash: receipt.hash, undone: receipt.status !== 1, block: { number: receipt.blockNumber, hash: receipt.blockHash }, contract: receipt.contractAddress }
    },
    fee: async () => {
      const newest = await provider.getBlock('latest')
      const base = newest?.baseFeePerGas ?? 0n
      // A network of the authorities' own asks for no fee, though its nodes may still suggest a tip.
      if (base === 0n) return { tip: 0n, most: 0n }
      const tip = (await provider.getFeeData()).maxPriorityFeePerGas ?? 0n
      return { tip, most: base * 2n + tip }
    },
    gasFor: async (to, data) => {
      try {
        const gas = await provider.estimateGas({ from: address, to, data })
        return (gas * 5n) / 4n
      } catch (error) {
        if (isError(error, 'CALL_EXCEPTION')) return null
        throw error
      }
    },
    sign: async ({ to, data, nonce, gas, fee }) => {
      const price = fee.most === 0n ? { type: 0, gasPrice: 0n } : { type: 2, maxPriorityFeePerGas: fee.tip, maxFeePerGas: fee.most }
      const raw = await signer.signTransaction({ ...price, chainId, to, data, nonce, gasLimit: gas, value: 0n })
      return { raw, hash: Transaction.from(raw).hash ?? '' }
    },
    send: (raw) => broadcast(provider, raw),
    close: () => provider.destroy(),
  }
}

/** A request to the first of some nodes that answers. What one of them says of a transaction isn't asked of the next. */
function requestTo([first = '', ...others]: readonly string[]): FetchRequest {
  const request = new FetchRequest(first)
  request.timeout = patienceMs
  // The library would try a busy node again for minutes; here the next turn does.
  request.setThrottleParams({ maxAttempts: 1 })
  if (others.length === 0) return request
  const send = FetchRequest.createGetUrlFunc()
  request.getUrlFunc = async (asked, signal) => {
    let failure: unknown
    for (const url of [first, ...others]) {
      const one = asked.clone()
      one.url = url
      one.timeout = Math.floor(patienceMs / 3)
      try {
        const answer = await send(one, signal)
        if (answer.statusCode < 500 && answer.statusCode !== 429) return answer
        failure = new Error(`a node answered ${answer.statusCode}`)
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }
  return request
}

async function broadcast(provider: JsonRpcProvider, raw: string): Promise<Taking> {
  try {
    await provider.send('eth_sendRawTransaction', [raw])
    return 'taken'
  } catch (error) {
    if (isError(error, 'NONCE_EXPIRED')) return 'known'
    if (isError(error, 'REPLACEMENT_UNDERPRICED')) return 'underpriced'
    if (isError(error, 'INSUFFICIENT_FUNDS')) return 'account_empty'
    const said = wordsOf(error)
    if (said === null) throw error
    if (/already known|already imported|nonce too low/i.test(said)) return 'known'
    if (/underpriced|fee too low|below base fee|less than block base fee/i.test(said)) return 'underpriced'
    if (/insufficient funds/i.test(said)) return 'account_empty'
    return 'refused'
  }
}

/** What the node itself said; null when no node did. */
function wordsOf(error: unknown): string | null {
  const inner = (error as { error?: { code?: unknown; message?: unknown } } | null)?.error
  return typeof inner?.message === 'string' && typeof inner.code === 'number' ? inner.message : null
}
