import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import type { NetworkGovernance, NetworkLedger } from '@counterfoil/shared/network/network'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { Consortium } from '../authority/consortium.ts'
import { callDataOf, type PlannedWrite } from '../authority/planned-write.ts'
import type { LedgerSender } from '../ledger/ledger-sender.ts'
import { executeProposal } from './execute-proposal.ts'
import type { Proposal } from './proposal.ts'
import { readSafe } from './safe-state.ts'
import { transactionOf, type SafeCall } from './safe-transaction.ts'
import { signProposal, type TypedDataSigner } from './sign-proposal.ts'

/** The calls by which the consortium's Safe makes planned writes. */
export const consortiumCalls = (ledger: NetworkLedger, writes: readonly PlannedWrite[]): readonly SafeCall[] =>
  writes.map(({ change }) => ({ to: ledger.registry, data: callDataOf(parseEthrDid(ledger.consortium)?.address ?? '', change) }))

/** A proposal for the Safe's next turn, or a later one; nobody has signed it yet. */
export async function proposeCalls(
  { reader, ledger, governance }: { readonly reader: LedgerReader; readonly ledger: NetworkLedger; readonly governance: NetworkGovernance },
  { calls, reason, turn }: { readonly calls: readonly SafeCall[]; readonly reason: string; readonly turn?: number },
): Promise<Proposal> {
  const nonce = turn ?? (await readSafe(reader, governance.safe)).nonce
  return { chainId: ledger.chainId, safe: governance.safe, transaction: transactionOf(calls, governance, nonce), reason, signatures: [] }
}

/** A consortium whose Safe is signed for at this place by enough authorities at once: for setting up a network on one machine. */
export const governedConsortium = (options: {
  readonly reader: LedgerReader
  readonly sender: LedgerSender
  readonly ledger: NetworkLedger
  readonly governance: NetworkGovernance
  readonly signers: readonly TypedDataSigner[]
  readonly actor: string
}): Consortium => ({
  ledger: options.ledger,
  act: async (writes, reason) => {
    if (writes.length === 0) return
    let proposal = await proposeCalls(options, { calls: consortiumCalls(options.ledger, writes), reason })
    for (const signer of options.signers) proposal = await signProposal(proposal, signer)
    await executeProposal(options, proposal, options.actor)
  },
})
