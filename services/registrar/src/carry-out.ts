import { step } from '@counterfoil/service-kit/system/steps'
import { executeProposal, standingOf, type ProposalStanding } from '@counterfoil/service-kit/governance/execute-proposal'
import { explainProposal, mustBeOfThisConsortium } from '@counterfoil/service-kit/governance/explain-proposal'
import { proposeCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import type { Proposal } from '@counterfoil/service-kit/governance/proposal'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { callsOf } from '@counterfoil/service-kit/governance/safe-transaction'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import { governingKey, keysAt } from './controllers.ts'
import { knownAt } from './lines-of-proposal.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'
import { proposalFiles } from './proposals.ts'
import { sameCalls } from './same-calls.ts'

/** Who asks for a plan to be carried out, for the audit log. */
export interface Request {
  readonly actor: string
  /** What a proposal is for, in a few words; the calls are what counts. */
  readonly reason: string
  /** The authority that signs a proposal at once; null for none. */
  readonly as: string | null
}

/** Does what a plan says: by itself at once, or as a proposal to the consortium, which is answered. */
export async function carryOut(place: Place, plan: Plan, { actor, reason, as }: Request): Promise<Proposal | null> {
  if (plan.consortium.length === 0) {
    await plan.own(actor)
    return null
  }
  const kept = await propose(place, plan, reason)
  return as === null ? kept : sign(place, kept, as)
}

async function propose(place: Place, plan: Plan, reason: string): Promise<Proposal> {
  const proposals = proposalFiles(place.proposalsDir)
  const { nonce } = await readSafe(place.reader, place.governance.safe)
  const waiting = proposals.all().filter(({ transaction }) => transaction.nonce >= nonce)
  // Asked for before and still waiting: it is that proposal, not another one in the queue.
  const same = waiting.find(({ transaction }) => sameCalls(callsOf(transaction, place.governance) ?? [], plan.consortium))
  const proposed = same ?? (await proposeCalls({ reader: place.reader, ledger: place.network.ledger, governance: place.governance }, { calls: plan.consortium, reason, turn: nonce + waiting.length }))
  const kept = proposals.keep(proposed)
  step('proposal.kept')
  return kept
}

/** Signs with the controller key of an authority that is at this place. Refuses `conflict` for what can't be told in words. */
export async function sign(place: Place, proposal: Proposal, authority: string): Promise<Proposal> {
  explainProposal(proposal, knownAt(place))
  const named = place.authority(authority)
  // One that doesn't govern may sign all the same: it counts for nothing, as the standing says.
  const { key } = (await governingKey(place, named)) ?? (await keysAt(place, named)).used
  const signer = await place.identities.custody.ethereumSigner(key.id, 'controller')
  return proposalFiles(place.proposalsDir).keep(await signProposal(proposal, signer))
}

/** Executes a proposal that enough signed. Refuses `conflict` otherwise. */
export async function execute(place: Place, proposal: Proposal, actor: string): Promise<void> {
  mustBeOfThisConsortium(proposal, knownAt(place))
  await executeProposal({ reader: place.reader, sender: place.outbox }, proposal, actor)
}

/** How a proposal stands against the Safe as it is on the ledger now. */
export const standing = async (place: Place, proposal: Proposal): Promise<ProposalStanding> => standingOf(proposal, await readSafe(place.reader, place.governance.safe))
