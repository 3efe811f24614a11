import type { ResolvedDid } from '@counterfoil/shared/did/did-resolver'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { systemClock } from '../system/system-clock.ts'

/** What the ledger says of an identity at this moment: nothing is remembered. */
export async function publishedDocument(ledger: NetworkLedger, did: string): Promise<ResolvedDid> {
  const resolver = createEthrResolver({ reader: createLedgerReader(ledger), registry: ledger.registry, chainId: ledger.chainId, clock: systemClock, freshFor: seconds(0), staleFor: seconds(0) })
  const resolved = await resolver.resolve(did)
  if (resolved === null) throw new Error(`${did} is no identity of this ledger.`)
  return resolved.value
}
