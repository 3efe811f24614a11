import { makeCouncil, type StubCouncil } from './stub-council.ts'
import { StubInternet } from './stub-internet.ts'
import { StubLedger } from './stub-ledger.ts'

export const vct = 'https://issuer.example/types/residency/1'
/** The instant at which every world begins. */
export const startOfWorld = 1_790_000_000

/** What is around a wallet: councils with real keys, on a ledger and in an internet of stubs. */
export interface StubWorld {
  readonly internet: StubInternet
  readonly ledger: StubLedger
  /** Issues and asks for residency. */
  readonly aldermoor: StubCouncil
  /** Listed, but accredited for nothing. */
  readonly brackenfield: StubCouncil
  /** Has keys on the ledger, but the consortium doesn't list it. */
  readonly stranger: StubCouncil
}

export function makeStubWorld(): StubWorld {
  const internet = new StubInternet()
  const ledger = new StubLedger(internet)
  const aldermoor = makeCouncil(ledger, { digit: 'a', id: 'aldermoor', letter: 'A' })
  const brackenfield = makeCouncil(ledger, { digit: 'b', id: 'brackenfield', letter: 'B' })
  const stranger = makeCouncil(ledger, { digit: 'e', id: 'elsewhere', letter: 'E', listed: false })
  for (const kind of ['issue', 'request'] as const) ledger.accredit(kind, vct, aldermoor.address)
  return { internet, ledger, aldermoor, brackenfield, stranger }
}
