import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import type { WalletNetwork } from '@counterfoil/shared/network/network'
import { assemble, openKeep, type Wallet } from '@counterfoil/wallet/assemble'
import type { Helper } from '@counterfoil/wallet/domain/help'
import { firstPerson } from '@counterfoil/wallet/domain/person'
import { makeLockParts } from './lock-parts.ts'
import { makeStubWorld, startOfWorld, type StubWorld } from './stub-world.ts'

/** A whole wallet, with real keys, a real vault and real judgement, in an internet of stubs. */
export interface WalletWorld extends StubWorld {
  readonly wallet: Wallet
  readonly database: string
  readonly clock: { now: number }
  /** Who of the household is on the screen, and who helps them. */
  readonly seen: { person: string; helper: Helper | null }
  /** By whom those are known who don't ask with a DID, and what the wallet's own server does. */
  readonly known: Pick<WalletNetwork, 'trustAnchors' | 'requesters' | 'server'>
}

/** The wallet as a tab opens it: nothing is in memory, what was kept is. */
export async function openWallet({ ledger, internet, clock, database, known, seen }: Omit<WalletWorld, 'wallet'>): Promise<Wallet> {
  const now = (): number => clock.now
  return assemble({ ...ledger.network, ...known }, await openKeep(database, makeLockParts({ now })), { fetch: internet.fetch, origin: 'https://wallet.example', now, person: () => seen.person, helper: () => seen.helper })
}

export async function startWalletWorld(database: string = randomUUID(), known: WalletWorld['known'] = {}): Promise<WalletWorld> {
  const clock = { now: startOfWorld }
  const world = { ...makeStubWorld(clock), database, clock, known, seen: { person: firstPerson, helper: null } }
  return { ...world, wallet: await openWallet(world) }
}
