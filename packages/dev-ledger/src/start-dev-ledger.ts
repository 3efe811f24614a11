import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chainId } from './anvil.ts'
import { openChain } from './chain.ts'
import { openJournal } from './journal.ts'
import { deployRegistry, registryAddress } from './registry.ts'
import { serveChain } from './rpc-server.ts'

export interface DevLedger {
  readonly rpcUrl: string
  readonly chainId: number
  readonly registry: string
  /** Resolves when the engine ended by itself: nothing works any more. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/** A local chain with the ERC-1056 registry. What it acknowledged is there again after any crash. Not for production. */
export async function startDevLedger(options: { readonly dataDir: string; readonly port: number; readonly host?: string }): Promise<DevLedger> {
  const clock = (): number => Math.floor(Date.now() / 1000)
  const host = options.host ?? 'localhost'
  const journal = openJournal(join(options.dataDir, 'journal.jsonl'), clock())
  const chain = await openChain(journal, clock)
  await deployRegistry(chain)
  const server = await serveChain(chain, host, options.port).catch(async (error: unknown) => {
    await chain.engine.close()
    throw error
  })
  const { port } = server.address() as AddressInfo
  return {
    rpcUrl: `http://${host}:${port}`,
    chainId,
    registry: registryAddress,
    ended: chain.engine.ended,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await chain.engine.close()
      journal.close()
    },
  }
}
