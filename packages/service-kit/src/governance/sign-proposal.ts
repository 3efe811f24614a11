import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { recoverAddress, Signature } from 'ethers'
import type { Proposal, ProposalSignature } from './proposal.ts'
import { proposalHash } from './proposal.ts'
import { typedDataOf } from './safe-transaction.ts'

/** Signs typed data with one authority's controller key, wherever that key is. An ethers `Signer` is one. */
export interface TypedDataSigner {
  getAddress(): Promise<string>
  signTypedData(domain: Record<string, unknown>, types: Record<string, { name: string; type: string }[]>, message: Record<string, unknown>): Promise<string>
}

/** The proposal with one more signature; signing twice changes nothing. */
export async function signProposal(proposal: Proposal, signer: TypedDataSigner): Promise<Proposal> {
  const { domain, types, message } = typedDataOf(proposal, proposal.transaction)
  const signature = await signer.signTypedData(domain, types, message)
  return withSignatures(proposal, [{ signer: await signer.getAddress(), signature }])
}

/** One proposal from two copies of it. Refuses `conflict` when they aren't of the same transaction. */
export function mergeProposals(one: Proposal, other: Proposal): Proposal {
  if (proposalHash(one) !== proposalHash(other)) throw new Refusal('conflict', { detail: 'not the same transaction' })
  return withSignatures(one, other.signatures)
}

function withSignatures(proposal: Proposal, more: readonly ProposalSignature[]): Proposal {
  const bySigner = new Map(proposal.signatures.map((one) => [one.signer, one]))
  for (const one of more) {
    const known = bySigner.get(one.signer)
    // A good signature is not pushed out by a bad one in the same name.
    if (known === undefined || !isBy(proposal, known)) bySigner.set(one.signer, one)
  }
  return { ...proposal, signatures: [...bySigner.values()] }
}

/** Whether a signature is of this very transaction and by the one it names. */
export function isBy(proposal: Proposal, { signer, signature }: ProposalSignature): boolean {
  try {
    // Refuses the upper half of s, and every kind of signature of the Safe but plain ECDSA over the hash itself.
    const { serialized } = Signature.from(signature)
    return serialized === signature.toLowerCase() && recoverAddress(proposalHash(proposal), signature) === signer
  } catch {
    return false
  }
}
