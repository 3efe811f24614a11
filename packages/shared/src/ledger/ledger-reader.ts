import { isJsonObject, type Json } from '../kernel/json.ts'

export type Hex = `0x${string}`

/** One event of a contract, as the chain stores it. */
export interface LedgerLog {
  readonly blockNumber: number
  readonly logIndex: number
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** Reading the ledger; each verb is one round trip. Throws `LedgerUnavailable` when there is no usable answer. */
export interface LedgerReader {
  call(to: string, input: Hex): Promise<Hex>
  logs(filter: { readonly address: string; readonly topics: readonly (Hex | null)[] }): Promise<readonly LedgerLog[]>
  chainId(): Promise<number>
}

/** The ledger gave no usable answer in time. */
export class LedgerUnavailable extends Error {
  constructor(detail: string, options: { cause?: unknown } = {}) {
    super(`The ledger gave no usable answer: ${detail}.`, options)
    this.name = 'LedgerUnavailable'
  }
}

const largestAnswer = 4 * 1024 * 1024
const isHex = (value: unknown): value is Hex => typeof value === 'string' && /^0x[0-9a-f]*$/i.test(value)

/** A ledger over JSON-RPC, in browser and Node. @see Ethereum JSON-RPC: eth_call, eth_getLogs, eth_chainId */
export function jsonRpcLedger(options: { readonly rpcUrl: string; readonly fetch: typeof fetch; readonly timeoutMs?: number }): LedgerReader {
  let lastId = 0
  const ask = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    lastId += 1
    try {
      const response = await options.fetch(options.rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: lastId, method, params }),
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs ?? 3000),
      })
      const text = await response.text()
      if (text.length > largestAnswer) throw new Error('too large')
      const answer: unknown = JSON.parse(text)
      if (!isJsonObject(answer) || !('result' in answer)) throw new Error('no result')
      return answer['result']
    } catch (cause) {
      throw new LedgerUnavailable(method, { cause })
    }
  }
  return {
    call: async (to, input) => {
      const result = await ask('eth_call', [{ to, data: input }, 'latest'])
      if (!isHex(result)) throw new LedgerUnavailable('eth_call answered no bytes')
      return result
    },
    logs: async ({ address, topics }) => {
      const result = await ask('eth_getLogs', [{ address, topics, fromBlock: '0x0', toBlock: 'latest' }])
      if (!Array.isArray(result)) throw new LedgerUnavailable('eth_getLogs answered no list')
      return result.map(parseLog)
    },
    chainId: async () => Number(await ask('eth_chainId', [])),
  }
}

function parseLog(value: Json): LedgerLog {
  if (!isJsonObject(value) || !Array.isArray(value['topics']) || !isHex(value['data'])) throw new LedgerUnavailable('a malformed log')
  if (!isHex(value['blockNumber']) || !isHex(value['logIndex'])) throw new LedgerUnavailable('a malformed log')
  return {
    blockNumber: Number(value['blockNumber']),
    logIndex: Number(value['logIndex']),
    topics: value['topics'] as readonly Hex[],
    data: value['data'],
  }
}
