import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { RpcFault } from './anvil.ts'
import type { Chain } from './chain.ts'

/** What others may ask: reading, and handing in what is signed. Nothing that steers the engine. */
const readMethods = new Set([
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'net_version',
  'web3_clientVersion',
])
const largestBody = 256 * 1024
const crossOrigin = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type', 'access-control-allow-methods': 'POST' }

interface RpcRequest {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw new RpcFault({ code: -32_600, message: 'the request is too large' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const largestBatch = 50

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RpcFault({ code: -32_700, message: 'not JSON' })
  }
}

function asRequest(value: Partial<RpcRequest> | null): RpcRequest {
  if (typeof value?.method !== 'string') throw new RpcFault({ code: -32_600, message: 'not a JSON-RPC request' })
  return { id: value.id ?? null, method: value.method, params: Array.isArray(value.params) ? value.params : [] }
}

async function perform(chain: Chain, { method, params }: RpcRequest): Promise<unknown> {
  if (method === 'eth_sendRawTransaction') return chain.accept(String(params[0]))
  if (!readMethods.has(method)) throw new RpcFault({ code: -32_601, message: 'this ledger does not offer that method' })
  return chain.engine.ask(method, params)
}

const asError = (error: unknown): object =>
  error instanceof RpcFault ? { code: error.code, message: error.message, data: error.data } : { code: -32_603, message: 'the ledger failed' }

async function answerOne(chain: Chain, value: unknown): Promise<object> {
  const id = (value as { id?: unknown } | null)?.id ?? null
  try {
    return { jsonrpc: '2.0', id, result: await perform(chain, asRequest(value as Partial<RpcRequest> | null)) }
  } catch (error) {
    return { jsonrpc: '2.0', id, error: asError(error) }
  }
}

/** One request, or a batch of them. @see JSON-RPC 2.0, section 6 */
async function answerAll(chain: Chain, text: string): Promise<object> {
  const value = parseJson(text)
  if (!Array.isArray(value)) return answerOne(chain, value)
  if (value.length === 0 || value.length > largestBatch) throw new RpcFault({ code: -32_600, message: 'a batch has one to fifty requests' })
  return Promise.all(value.map((one) => answerOne(chain, one)))
}

async function answer(chain: Chain, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...crossOrigin }).end(body === null ? '' : JSON.stringify(body))
  }
  if (request.method === 'OPTIONS') return send(204, null)
  if (request.method === 'GET' && request.url === '/health/ready') return send(200, { status: 'ready' })
  if (request.method !== 'POST') return send(405, { error: 'POST JSON-RPC requests here' })
  try {
    send(200, await answerAll(chain, await readBody(request)))
  } catch (error) {
    send(200, { jsonrpc: '2.0', id: null, error: asError(error) })
  }
}

/** Serves the chain over JSON-RPC to programs and browsers on this machine. */
export function serveChain(chain: Chain, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => void answer(chain, request, response))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}
