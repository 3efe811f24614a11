import { makeCouncil, type StubCouncil } from './stub-council.ts'
import { StubInternet } from './stub-internet.ts'
import { makeStubTrust, type StubTrust } from './stub-trust.ts'

export const vct = 'https://issuer.example/types/residency/1'
/** The instant at which every world begins. */
export const startOfWorld = 1_790_000_000

/** What is around a wallet: councils with real keys, on a ledger or a signed list, in an internet of stubs. */
export interface StubWorld {
  readonly internet: StubInternet
  /** A ledger, or what takes its place. */
  readonly ledger: StubTrust
  /** Issues and asks for residency. */
  readonly aldermoor: StubCouncil
  /** Listed, but accredited for nothing. */
  readonly brackenfield: StubCouncil
  /** Publishes keys, but the consortium doesn't list it. */
  readonly stranger: StubCouncil
}

export function makeStubWorld(clock: { readonly now: number } = { now: startOfWorld }): StubWorld {
  const internet = new StubInternet()
  const ledger = makeStubTrust(internet, clock)
  const aldermoor = makeCouncil(ledger, { id: 'aldermoor', letter: 'A' })
  const brackenfield = makeCouncil(ledger, { id: 'brackenfield', letter: 'B' })
  const stranger = makeCouncil(ledger, { id: 'elsewhere', letter: 'E', listed: false })
  for (const kind of ['issue', 'request'] as const) ledger.accredit(kind, vct, aldermoor.listing.did)
  return { internet, ledger, aldermoor, brackenfield, stranger }
}
