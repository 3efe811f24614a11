import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCalls, type CallsWorld } from '@counterfoil/wallet/server/calls'
import type { CallsConfig } from '@counterfoil/wallet/server/calls-config'
import { createWalletServer } from '@counterfoil/wallet/server/serve'
import type { WalletProvider } from '../../support/outside-wallet.ts'

export const walletUrl = 'https://wallet.example'

/** As a wallet's operator would have them. */
export const providerKeyOf = ({ key, x5c }: WalletProvider): CallsConfig['provider'] => ({ key: key.privateKey, x5c, until: Math.floor(Date.now() / 1000) + 30 * 86_400 })

export interface CallingServer {
  readonly url: string
  /** Posts JSON as a page of the wallet does, unless headers say otherwise. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  close(): Promise<void>
}

/** The wallet's own server, with what it does beside handing out files. */
export async function startCallingServer(changes: Partial<CallsConfig>, world: Partial<CallsWorld> = {}): Promise<CallingServer> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-calls-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the wallet</title>')
  const networkFile = join(folder, 'network.json')
  writeFileSync(networkFile, JSON.stringify({ ledger: { chainId: 1 } }))
  const calls: CallsConfig = { walletUrl, provider: null, relays: false, callsPerMinute: 0, trustedProxies: [], ...changes }
  const server = createWalletServer({ networkFile, dist: folder, port: 0, host: '127.0.0.1', calls }, await openCalls(calls, world))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: walletUrl, 'sec-fetch-site': 'same-origin', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
}
