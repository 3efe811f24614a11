import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import { openRegistryWriter } from './registry-writer.ts'
import { parametersFor, type PlannedWrite } from './planned-write.ts'

/** Acting for the consortium's identity, in whatever way it is governed. */
export interface Consortium {
  readonly ledger: NetworkLedger
  /** Makes all writes together, or has them proposed; `reason` is shown to who has to agree. */
  act(writes: readonly PlannedWrite[], reason: string): Promise<void>
}

/** A consortium before it has a Safe: one key controls it, and makes each write at once. */
export const controlledConsortium = (identities: IdentityAgent, ledger: NetworkLedger): Consortium => ({
  ledger,
  act: async (writes) => {
    const writer = await openRegistryWriter(identities, ledger.consortium, ledger)
    try {
      for (const { change } of writes) await writer.write(change.method, ...parametersFor(change).values)
    } finally {
      writer.close()
    }
  },
})
