import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { assemble, type Wallet } from '@counterfoil/wallet/assemble'
import { makeCouncil, type StubCouncil } from './stub-council.ts'
import { StubInternet } from './stub-internet.ts'
import { ledgerFacts, StubLedger } from './stub-ledger.ts'

export const vct = 'https://issuer.example/types/residency/1'
export const walletOrigin = 'https://wallet.example'
/** The instant at which every world begins. */
export const startOfWorld = 1_790_000_000

/** A whole wallet, with real keys, a real vault and real judgement, in an internet of stubs. */
export interface WalletWorld {
  readonly internet: StubInternet
  readonly ledger: StubLedger
  readonly wallet: Wallet
  readonly database: string
  readonly clock: { now: number }
  /** Issues and asks for residency. */
  readonly aldermoor: StubCouncil
  /** Listed, but accredited for nothing. */
  readonly brackenfield: StubCouncil
  /** Has keys on the ledger, but the consortium doesn't list it. */
  readonly stranger: StubCouncil
}

export async function startWalletWorld(database: string = randomUUID()): Promise<WalletWorld> {
  const internet = new StubInternet()
  const ledger = new StubLedger(internet)
  const aldermoor = makeCouncil(ledger, { digit: 'a', id: 'aldermoor', letter: 'A' })
  const brackenfield = makeCouncil(ledger, { digit: 'b', id: 'brackenfield', letter: 'B' })
  const stranger = makeCouncil(ledger, { digit: 'e', id: 'elsewhere', letter: 'E', listed: false })
  for (const kind of ['issue', 'request'] as const) ledger.accredit(kind, vct, aldermoor.address)
  const clock = { now: startOfWorld }
  const wallet = await assemble(ledgerFacts, { fetch: internet.fetch, origin: walletOrigin, database, now: () => clock.now })
  return { internet, ledger, wallet, database, clock, aldermoor, brackenfield, stranger }
}
