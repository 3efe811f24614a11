import { getAddress } from 'ethers'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import type { NetworkGovernance, NetworkLedger } from '@counterfoil/shared/network/network'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { readControlled, signedCallData, type ControllerSigner } from '../authority/signed-change.ts'
import type { LedgerSender } from '../ledger/ledger-sender.ts'
import { createSafe } from './create-safe.ts'
import { deploySafeContracts } from './safe-contracts.ts'

export interface Founding {
  readonly reader: LedgerReader
  readonly sender: LedgerSender
  readonly ledger: NetworkLedger
  /** The key that controls the consortium's identity until its Safe does; worth nothing after. */
  readonly founder: ControllerSigner
  /** Controller addresses of the authorities. */
  readonly owners: readonly string[]
  readonly threshold: number
  readonly actor: string
}

/**
 * Hands the consortium's identity to a Safe of its authorities, for good: from then on nobody accredits alone. Cut off
 * anywhere, it goes on where it stopped.
 */
export async function foundConsortium({ reader, sender, ledger, founder, owners, threshold, actor }: Founding): Promise<NetworkGovernance> {
  const contracts = await deploySafeContracts(sender, actor)
  const safe = await createSafe({ reader, sender }, { contracts, owners, threshold, salt: 0n, actor })
  const identity = parseEthrDid(ledger.consortium)?.address ?? ''
  const { owner, nonce } = await readControlled(reader, ledger.registry, identity)
  if (owner !== getAddress(safe)) {
    const data = await signedCallData(founder, { registry: ledger.registry, identity, nonce, change: { method: 'changeOwner', owner: safe } })
    await sender.send({ key: `consortium owned by ${safe}`, to: ledger.registry, data, reason: 'consortium.founded', actor })
  }
  return { safe, multiSend: contracts.multiSend }
}
