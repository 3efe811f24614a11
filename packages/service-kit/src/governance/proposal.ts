import { getAddress, isAddress, isHexString } from 'ethers'
import { z } from 'zod'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { hashOf, type SafePlace, type SafeTransaction } from './safe-transaction.ts'

/** One owner's agreement: recoverable ECDSA over the hash of the transaction, 65 bytes. */
export interface ProposalSignature {
  readonly signer: string
  readonly signature: string
}

/**
 * Something the consortium may do once enough authorities signed it. It travels between them as JSON: each signs at its own
 * place, whoever has enough signatures executes.
 */
export interface Proposal extends SafePlace {
  readonly transaction: SafeTransaction
  /** What it is for, in its sender's words; the calls are what counts. @see ./explain-proposal.ts */
  readonly reason: string
  readonly signatures: readonly ProposalSignature[]
}

const address = z.string().refine((text) => isAddress(text)).transform((text) => getAddress(text))
const hex = z.string().max(200_000).refine((text) => isHexString(text))
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const proposalSchema = z.strictObject({
  chainId: count,
  safe: address,
  transaction: z.strictObject({ to: address, data: hex, operation: z.union([z.literal(0), z.literal(1)]), nonce: count }),
  // It is shown on terminals, which take orders from what is written on them.
  reason: z.string().min(1).max(500).refine(isReadable),
  signatures: z.array(z.strictObject({ signer: address, signature: z.string().refine((text) => isHexString(text, 65)) })).max(50),
})

/** Reads a proposal that another authority sent. Refuses `invalid_request`. */
export function parseProposal(text: string): Proposal {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal('invalid_request', { detail: 'not JSON' })
  }
  const parsed = proposalSchema.safeParse(value)
  if (!parsed.success) throw new Refusal('invalid_request', { detail: parsed.error.issues.map(({ path }) => path.join('.')).join(', ') })
  return parsed.data
}

/** By this two copies are known to be of the same proposal, whoever signed them. */
export const proposalHash = (proposal: Proposal): string => hashOf(proposal, proposal.transaction)
