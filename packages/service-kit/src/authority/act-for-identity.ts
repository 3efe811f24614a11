import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { LedgerSender } from '../ledger/ledger-sender.ts'
import type { PlannedWrite } from './planned-write.ts'
import { readControlled, signedCallData, type ControllerSigner } from './signed-change.ts'

/**
 * Makes planned writes of an authority's own identity: signed by its controller, paid by another. Each bears the number of
 * the signature, so that a write that was cut off is made once when it is planned again.
 */
export async function actForIdentity(
  options: {
    readonly reader: LedgerReader
    readonly sender: LedgerSender
    readonly ledger: NetworkLedger
    readonly controller: ControllerSigner
    readonly actor: string
    /** What the writes are for; by itself each says what it changes. */
    readonly reason?: string
  },
  did: string,
  writes: readonly PlannedWrite[],
): Promise<void> {
  const { reader, sender, ledger, controller, actor } = options
  const identity = parseEthrDid(did)?.address ?? ''
  for (const { change } of writes) {
    const { nonce } = await readControlled(reader, ledger.registry, identity)
    const data = await signedCallData(controller, { registry: ledger.registry, identity, nonce, change })
    await sender.send({ key: `identity ${identity} ${nonce} of ${controller.address} ${change.method}`, to: ledger.registry, data, reason: options.reason ?? `identity.${change.method}`, actor })
  }
}
