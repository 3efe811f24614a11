import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { IdentityAgent } from '../keys/identity-agent.ts'
import type { PlannedWrite } from './planned-write.ts'
import { writesOfController } from './registry-writer.ts'

/** Acting for the consortium's identity, in whatever way it is governed. */
export interface Consortium {
  readonly ledger: NetworkLedger
  /** Makes all writes together, or has them proposed; `reason` is shown to who has to agree. */
  act(writes: readonly PlannedWrite[], reason: string): Promise<void>
}

/** A consortium before it has a Safe: one key controls it, and makes each write at once. */
export const controlledConsortium = (identities: IdentityAgent, ledger: NetworkLedger): Consortium => ({ ledger, act: writesOfController(identities, ledger.consortium, ledger) })
