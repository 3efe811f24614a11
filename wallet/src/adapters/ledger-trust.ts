import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { networkLedger } from '@counterfoil/shared/ledger/network-ledger'
import { restingLedger } from '@counterfoil/shared/ledger/resting-ledger'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { erc1056Trust } from '@counterfoil/shared/trust/erc1056-trust'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import type { Trust } from '../ports.ts'
import { organisationTrust } from './organisation-trust.ts'

const freshFor = seconds(10)
const staleFor = seconds(3600)

export interface LedgerTrustOptions {
  readonly fetch: typeof globalThis.fetch
  readonly now: () => number
  readonly kept: KeptFacts
}

/** Asks the ledger itself: the wallet needs no service of ours to know who is who. */
export function ledgerTrust(ledger: NetworkLedger, { fetch, now, kept }: LedgerTrustOptions): Trust {
  const clock = { now: () => epochSeconds(now()) }
  const reader = restingLedger(networkLedger(ledger, { fetch: (...request) => fetch(...request), clock }), clock, { slowerThanMs: 1000 })
  const trust = erc1056Trust({ ledger, reader, clock, freshFor, keyStaleFor: staleFor, accreditationStaleFor: staleFor, kept })
  return organisationTrust(trust, { now, freshFor })
}
