import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface Engine {
  /** Where it answers JSON-RPC, to this machine alone. */
  readonly url: string
  ask<Answer>(method: string, params: readonly unknown[]): Promise<Answer>
  /** Resolves when the engine ends without having been told to. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/** A JSON-RPC error that the engine answered. */
export class RpcFault extends Error {
  readonly code: number
  readonly data: unknown

  constructor(fault: { readonly code: number; readonly message: string; readonly data?: unknown }) {
    super(fault.message)
    this.code = fault.code
    this.data = fault.data
  }
}

export const chainId = 31_337
const patience = 10_000

function programPath(): string {
  const anvil = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const platform = process.platform === 'win32' ? 'win32' : process.platform
  const binary = createRequire(anvil).resolve(`@foundry-rs/anvil-${platform}-${architecture}/package.json`)
  return join(dirname(binary), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
}

/** Starts an empty chain whose blocks are made only when asked, and where writing costs nothing. */
export async function startAnvil(genesis: number): Promise<Engine> {
  const options = ['--port', '0', '--host', '127.0.0.1', '--chain-id', `${chainId}`, '--no-mining', '--gas-price', '0', '--base-fee', '0', '--accounts', '0', '--timestamp', `${genesis}`]
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'anvil-keeper.ts'), programPath(), ...options], { stdio: ['pipe', 'pipe', 'ignore'] })
  const url = `http://127.0.0.1:${await listeningPort(keeper)}`
  let id = 0
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
  return {
    url,
    ended,
    ask: async <Answer>(method: string, params: readonly unknown[]) => {
      id += 1
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id, method, params }), signal: AbortSignal.timeout(patience) })
      const answer = (await response.json()) as { result?: Answer; error?: { code: number; message: string } }
      if (answer.error !== undefined) throw new RpcFault(answer.error)
      return answer.result as Answer
    },
    close: async () => {
      keeper.stdin?.end()
      await ended
    },
  }
}

function listeningPort(keeper: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    keeper.stdout?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4096)
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    keeper.once('exit', () => reject(new Error('The chain engine (anvil) ended before it was ready.')))
  })
}
