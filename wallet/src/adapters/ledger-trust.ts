import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { erc1056Trust } from '@counterfoil/shared/trust/erc1056-trust'
import type { Trust } from '../ports.ts'
import { organisationTrust } from './organisation-trust.ts'

const freshFor = seconds(10)
const staleFor = seconds(3600)

/** Asks the ledger itself: the wallet needs no service of ours to know who is who. */
export function ledgerTrust(ledger: NetworkLedger, { fetch, now }: { readonly fetch: typeof globalThis.fetch; readonly now: () => number }): Trust {
  const clock = { now: () => epochSeconds(now()) }
  const reader = checkedLedger(jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch: (...request) => fetch(...request) }), ledger, clock)
  return organisationTrust(erc1056Trust({ ledger, reader, clock, freshFor, keyStaleFor: staleFor, accreditationStaleFor: staleFor }))
}
