import { explainProposal } from '@counterfoil/service-kit/governance/explain-proposal'
import type { Proposal } from '@counterfoil/service-kit/governance/proposal'
import type { Asked } from './arguments.ts'
import * as doing from './carry-out.ts'
import { knownAt } from './lines-of-proposal.ts'
import { planCommand } from './life-cycle.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'

/** Shows what a command would write and, told to, writes it or proposes it. */
export async function carryOut(place: Place, asked: Asked, say: (words: string) => void): Promise<void> {
  const plan = await planCommand(place, asked)
  if (plan.words.length === 0) return say(plan.note ?? 'Nothing to write: the ledger says so already.')
  say(`${whoWould(place, asked, plan)} would:`)
  for (const words of plan.words) say(`  ${words}`)
  if (!asked.yes) return say('Nothing was written. Add --yes to go on.')
  const actor = asked.subject === '' ? 'operator' : `authority:${asked.subject}`
  const proposal = await doing.carryOut(place, plan, { actor, reason: `${asked.command} ${asked.subject}`, as: asked.as })
  if (proposal === null) return say('Written.')
  const { nonce } = proposal.transaction
  say(asked.as === null ? `Proposal ${nonce} waits for signatures: ${place.proposalsDir}/${nonce}.json` : await describe(place, proposal))
}

function whoWould(place: Place, { subject }: Asked, { consortium }: Plan): string {
  if (consortium.length > 0) return 'The consortium'
  return place.network.authorities.find(({ id }) => id === subject)?.name.en ?? (subject === '' ? 'Authorities' : subject)
}

/** Says what a proposal does and, told to, signs it. */
export async function agree(place: Place, proposal: Proposal, asked: Pick<Asked, 'as' | 'yes'>, say: (words: string) => void): Promise<void> {
  say(`Proposal ${proposal.transaction.nonce} would:`)
  for (const words of explainProposal(proposal, knownAt(place))) say(`  ${words}`)
  say(asked.yes ? await sign(place, proposal, asked.as ?? '') : 'Nothing was signed. Add --yes to sign it.')
}

/** Signs for an authority that is at this place, and answers how the proposal stands. */
export const sign = async (place: Place, proposal: Proposal, authority: string): Promise<string> => describe(place, await doing.sign(place, proposal, authority))

/** Executes a proposal that enough signed. Refuses `conflict` otherwise. */
export async function execute(place: Place, proposal: Proposal): Promise<string> {
  await doing.execute(place, proposal, 'operator')
  return `Proposal ${proposal.transaction.nonce} was carried out.`
}

/** One proposal in a sentence: what for, who signed, whether it can be carried out. */
export async function describe(place: Place, proposal: Proposal): Promise<string> {
  const { signedBy, needed, turn } = await doing.standing(place, proposal)
  const state = { over: 'is over', waiting: 'waits for earlier ones', ready: signedBy.length >= needed ? 'can be executed' : 'needs more signatures' }[turn]
  return `Proposal ${proposal.transaction.nonce} (${proposal.reason}): ${signedBy.length} of ${needed} signatures; it ${state}.`
}
