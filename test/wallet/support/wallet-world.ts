import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { assemble, type Wallet } from '@counterfoil/wallet/assemble'
import { makeStubWorld, startOfWorld, type StubWorld } from './stub-world.ts'

/** A whole wallet, with real keys, a real vault and real judgement, in an internet of stubs. */
export interface WalletWorld extends StubWorld {
  readonly wallet: Wallet
  readonly database: string
  readonly clock: { now: number }
}

export async function startWalletWorld(database: string = randomUUID()): Promise<WalletWorld> {
  const clock = { now: startOfWorld }
  const world = makeStubWorld(clock)
  const wallet = await assemble(world.ledger.network, { fetch: world.internet.fetch, origin: 'https://wallet.example', database, now: () => clock.now })
  return { ...world, wallet, database, clock }
}
