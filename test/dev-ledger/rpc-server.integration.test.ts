import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Chain } from '@counterfoil/dev-ledger/chain'
import { serveChain } from '@counterfoil/dev-ledger/rpc-server'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { startLocalLedger, temporaryFolder } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'

const folder = temporaryFolder()
let ledger: DevLedger
beforeAll(async () => {
  ledger = await startLocalLedger(folder.path)
})
afterAll(async () => {
  await ledger.close()
  folder.remove()
})

interface RpcAnswer {
  readonly jsonrpc: string
  readonly id: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

async function post(body: string, contentType = 'application/json'): Promise<{ readonly status: number; readonly answer: RpcAnswer }> {
  const response = await fetch(ledger.rpcUrl, { method: 'POST', headers: { 'content-type': contentType }, body })
  return { status: response.status, answer: (await response.json()) as RpcAnswer }
}
const ask = (more: object): Promise<{ readonly status: number; readonly answer: RpcAnswer }> => post(JSON.stringify({ jsonrpc: '2.0', id: 1, ...more }))
const works = async (): Promise<void> => expect((await ask({ method: 'eth_chainId' })).answer).toEqual({ jsonrpc: '2.0', id: 1, result: '0x7a69' })

describe('the ledger\'s JSON-RPC', () => {
  it.each([
    ['what is not JSON', '{', 200, null, -32_700],
    ['nothing', '', 200, null, -32_700],
    ['a text', '"eth_chainId"', 200, null, -32_600],
    ['null', 'null', 200, null, -32_600],
    ['an empty batch', '[]', 200, null, -32_600],
    ['a batch that is too large', `[${Array.from({ length: 51 }, () => '{}').join(',')}]`, 200, null, -32_600],
    ['another version', '{"jsonrpc":"1.0","id":7,"method":"eth_chainId"}', 200, 7, -32_600],
    ['no method', '{"jsonrpc":"2.0","id":"a"}', 200, 'a', -32_600],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":{"toString":1}}', 200, 1, -32_600],
    ['an id that is none', '{"jsonrpc":"2.0","id":{"a":1},"method":"nothing"}', 200, null, -32_601],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"eth_nothing"}', 200, 1, -32_601],
    ['a method of the prototype', '{"jsonrpc":"2.0","id":1,"method":"constructor"}', 200, 1, -32_601],
    ['parameters by name', '{"jsonrpc":"2.0","id":1,"method":"eth_getCode","params":{"address":"0x"}}', 200, 1, -32_602],
    ['parameters that are none', '{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":[{"x":1}]}', 200, 1, -32_602],
    ['what is nested without end', '['.repeat(100_000), 200, null, -32_700],
    ['a body that is too large', `{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":["${'a'.repeat(300_000)}"]}`, 413, null, -32_600],
  ])('answers %s with the error for it', async (_what, body, status, id, code) => {
    const answered = await post(body)
    expect([answered.status, answered.answer.jsonrpc, answered.answer.id, answered.answer.error?.code]).toEqual([status, '2.0', id, code])
    await works()
  })

  it('answers a body without a stated length that is too large', async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(32)) })
    const response = await fetch(ledger.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: endless, duplex: 'half' } as RequestInit).catch(() => null)
    // Who goes on sending may lose the connection before they read the answer.
    if (response !== null) expect([response.status, ((await response.json()) as RpcAnswer).error?.code]).toEqual([413, -32_600])
    await works()
  })

  it.each(['text/plain', 'application/jsonx', 'application/x-www-form-urlencoded', 'text/plain; application/json'])('takes no %s', async (contentType) => {
    const { status, answer } = await post('{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}', contentType)
    expect([status, answer.error?.code]).toEqual([415, -32_600])
  })

  it('answers each request of a batch by itself', async () => {
    const response = await fetch(ledger.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' }, body: '[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},7,{"jsonrpc":"2.0","id":2,"method":"evm_mine"}]' })
    const answers = (await response.json()) as RpcAnswer[]
    expect(answers.map(({ id, result, error }) => [id, result ?? error?.code])).toEqual([[1, '0x7a69'], [null, -32_600], [2, -32_601]])
  })

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('says that %s is not how it is asked', async (method) => {
    const response = await fetch(ledger.rpcUrl, { method })
    expect([response.status, response.headers.get('allow'), ((await response.json()) as RpcAnswer).error?.code]).toEqual([405, 'POST', -32_600])
  })

  it('goes on when a caller hangs up in the middle', async () => {
    const stop = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new Uint8Array([123]))
        stop.abort()
      },
    })
    await fetch(ledger.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half', signal: stop.signal } as RequestInit).catch(() => null)
    await works()
  })
})

describe('the ledger\'s health', () => {
  it('is that of its engine', async () => {
    expect((await fetch(`${ledger.rpcUrl}/health/ready`)).status).toBe(200)
    const dead: Chain = { engine: { url: '', ask: () => Promise.reject(new TypeError('fetch failed')), ended: Promise.resolve(), close: async () => {} }, accept: async () => '0x' }
    const server = await serveChain(dead, '127.0.0.1', 0)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const response = await fetch(`${url}/health/ready`)
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready', problems: ['The chain engine (anvil) does not answer.'] }])
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
    server.closeAllConnections()
    server.close()
  })

  it('tells everything that is wrong with its configuration at once', async () => {
    const wrong = spawn(process.execPath, [join(root, 'packages/dev-ledger/src/main.ts')], { env: { PATH: process.env['PATH'] ?? '', PORT: 'soon' }, stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    wrong.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const [code] = (await once(wrong, 'exit')) as [number]
    expect([code, text]).toEqual([2, 'ledger: The configuration is not usable:\n  DATA_DIR: is missing; for example .data/ledger\n  PORT: must be a whole number up to 65535, for example 4750\n'])
  })
})
