import { concat, keccak256 } from 'ethers'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import type { LedgerReceipt, LedgerSender } from '../ledger/ledger-sender.ts'
import { proposalHash, type Proposal } from './proposal.ts'
import { safeInterface } from './safe-contracts.ts'
import { readSafe, type SafeState } from './safe-state.ts'
import { withoutRefund } from './safe-transaction.ts'
import { isBy } from './sign-proposal.ts'

/** How a proposal stands against the Safe as it is on the ledger now. */
export interface ProposalStanding {
  /** Owners of today whose signature is good. One who left doesn't count. */
  readonly signedBy: readonly string[]
  readonly needed: number
  /** `waiting` for earlier ones, `ready` to be executed when signed by enough, `over`: its number was used, by it or by another. */
  readonly turn: 'waiting' | 'ready' | 'over'
}

export function standingOf(proposal: Proposal, { owners, threshold, nonce }: SafeState): ProposalStanding {
  const signedBy = proposal.signatures.filter((one) => owners.includes(one.signer) && isBy(proposal, one)).map(({ signer }) => signer)
  const { nonce: own } = proposal.transaction
  return { signedBy: [...new Set(signedBy)], needed: threshold, turn: own > nonce ? 'waiting' : own === nonce ? 'ready' : 'over' }
}

/** `execTransaction` with the signatures that count, in the order that the Safe wants. @see Safe 1.5.0, checkNSignatures */
export function executionOf(proposal: Proposal, { signedBy }: Pick<ProposalStanding, 'signedBy'>): string {
  const counted = proposal.signatures.filter(({ signer }) => signedBy.includes(signer)).toSorted((one, other) => (BigInt(one.signer) < BigInt(other.signer) ? -1 : 1))
  const { to, data, operation } = proposal.transaction
  const { value, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = withoutRefund
  return safeInterface.encodeFunctionData('execTransaction', [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, concat(counted.map(({ signature }) => signature))])
}

/**
 * Executes a proposal that enough of today's owners signed; anyone may. Refuses `conflict` with too few signatures or out of
 * its turn: nothing is sent then.
 */
export async function executeProposal(ledger: { readonly reader: LedgerReader; readonly sender: LedgerSender }, proposal: Proposal, actor: string): Promise<LedgerReceipt> {
  const standing = standingOf(proposal, await readSafe(ledger.reader, proposal.safe))
  if (standing.turn !== 'ready') throw new Refusal('conflict', { detail: standing.turn === 'waiting' ? 'earlier proposals come first' : 'this number was used' })
  if (standing.signedBy.length < standing.needed) throw new Refusal('conflict', { detail: `${standing.signedBy.length} of ${standing.needed} signatures` })
  const data = executionOf(proposal, standing)
  // By its signatures, too: one that failed because a signer had left can be tried with another's.
  return ledger.sender.send({ key: `execute ${proposalHash(proposal)} ${keccak256(data)}`, to: proposal.safe, data, reason: 'consortium.proposal', actor })
}
