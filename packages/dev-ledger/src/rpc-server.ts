import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { RpcFault } from './anvil.ts'
import type { Chain } from './chain.ts'
import { asRequest, idOf, parseMessages, type RpcId, type RpcRequest } from './rpc-message.ts'

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
const limits = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 30_000, connectionsCheckingInterval: 1000 }
const mostConnections = 1024
const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'POST',
}

/** Null for a body that is too large; what is left of it is not read. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return null
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > largestBody) return resolve(null)
      chunks.push(chunk)
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', reject)
  })
}

async function perform(chain: Chain, { method, params }: RpcRequest): Promise<unknown> {
  if (method === 'eth_sendRawTransaction') return chain.accept(String(params[0]))
  if (!readMethods.has(method)) throw new RpcFault({ code: -32_601, message: 'this ledger does not offer that method' })
  return chain.engine.ask(method, params)
}

function failure(id: RpcId, error: unknown): object {
  const { code, message, data } = error instanceof RpcFault ? error : { code: -32_603, message: 'the ledger failed', data: undefined }
  return { jsonrpc: '2.0', id, error: { code, message, data } }
}

async function answerOne(chain: Chain, value: unknown): Promise<object> {
  try {
    const request = asRequest(value)
    return { jsonrpc: '2.0', id: request.id, result: await perform(chain, request) }
  } catch (error) {
    return failure(idOf(value), error)
  }
}

async function answerAll(chain: Chain, text: string): Promise<object> {
  const messages = parseMessages(text)
  return 'one' in messages ? answerOne(chain, messages.one) : Promise.all(messages.batch.map((one) => answerOne(chain, one)))
}

const isJson = (request: IncomingMessage): boolean => /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')
const refusal = (message: string): object => failure(null, new RpcFault({ code: -32_600, message }))

async function answer(chain: Chain, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object | null, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { ...headers, ...more }).end(body === null ? '' : JSON.stringify(body))
  }
  const { method, url } = request
  if (method === 'OPTIONS') return send(204, null)
  if (method === 'GET' && url === '/health/live') return send(200, { status: 'live' })
  if (method === 'GET' && url === '/health/ready') return sendReadiness(chain, send)
  if (method !== 'POST') return send(405, refusal('requests are sent by POST'), { allow: 'POST' })
  if (!isJson(request)) return send(415, refusal('the content type is application/json'), { connection: 'close' })
  const text = await readBody(request)
  if (text === null) return send(413, refusal(`a request has at most ${largestBody} bytes`), { connection: 'close' })
  try {
    send(200, await answerAll(chain, text))
  } catch (error) {
    send(200, failure(null, error))
  }
}

async function sendReadiness(chain: Chain, send: (status: number, body: object) => void): Promise<void> {
  try {
    await chain.engine.ask('eth_blockNumber', [])
    send(200, { status: 'ready' })
  } catch {
    send(503, { status: 'not ready', problems: ['The chain engine (anvil) does not answer.'] })
  }
}

/** Serves the chain over JSON-RPC to programs and browsers on this machine. */
export function serveChain(chain: Chain, host: string, port: number): Promise<Server> {
  const server = createServer(limits, (request, response) => {
    // A caller who hangs up in the middle of a request gets no answer, and the ledger goes on.
    answer(chain, request, response).catch(() => response.destroy())
  })
  server.maxConnections = mostConnections
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}
