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

function parseRequest(text: string): RpcRequest {
  let value: Partial<RpcRequest> | null
  try {
    value = JSON.parse(text) as Partial<RpcRequest> | null
  } catch {
    throw new RpcFault({ code: -32_700, message: 'not JSON' })
  }
  if (typeof value?.method !== 'string') throw new RpcFault({ code: -32_600, message: 'not a single JSON-RPC request' })
  return { id: value.id ?? null, method: value.method, params: Array.isArray(value.params) ? value.params : [] }
}

async function perform(chain: Chain, { method, params }: RpcRequest): Promise<unknown> {
  if (method === 'eth_sendRawTransaction') return chain.accept(String(params[0]))
  if (!readMethods.has(method)) throw new RpcFault({ code: -32_601, message: 'this ledger does not offer that method' })
  return chain.engine.ask(method, params)
}

async function answer(chain: Chain, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...crossOrigin }).end(body === null ? '' : JSON.stringify(body))
  }
  if (request.method === 'OPTIONS') return send(204, null)
  if (request.method === 'GET' && request.url === '/health/ready') return send(200, { status: 'ready' })
  if (request.method !== 'POST') return send(405, { error: 'POST JSON-RPC requests here' })
  let id: unknown = null
  try {
    const asked = parseRequest(await readBody(request))
    id = asked.id
    send(200, { jsonrpc: '2.0', id, result: await perform(chain, asked) })
  } catch (error) {
    const fault = error instanceof RpcFault ? { code: error.code, message: error.message, data: error.data } : { code: -32_603, message: 'the ledger failed' }
    send(200, { jsonrpc: '2.0', id, error: fault })
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
