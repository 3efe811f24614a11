import { executeProposal, standingOf } from '@counterfoil/service-kit/governance/execute-proposal'
import { explainProposal, mustBeOfThisConsortium, type KnownNetwork } from '@counterfoil/service-kit/governance/explain-proposal'
import { proposeCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import { proposalHash, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import type { Asked } from './arguments.ts'
import { governingKey, keysAt } from './controllers.ts'
import { planCommand } from './life-cycle.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'
import { proposalFiles } from './proposals.ts'

type Say = (words: string) => void

/** Shows what a command would write and, told to, writes it or proposes it. */
export async function carryOut(place: Place, asked: Asked, say: Say): Promise<void> {
  const plan = await planCommand(place, asked)
  if (plan.words.length === 0) return say(plan.note ?? 'Nothing to write: the ledger says so already.')
  say(`${whoWould(place, asked, plan)} would:`)
  for (const words of plan.words) say(`  ${words}`)
  if (!asked.yes) return say('Nothing was written. Add --yes to go on.')
  if (plan.consortium.length > 0) return say(await propose(place, asked, plan))
  await plan.own(asked.subject === '' ? 'operator' : `authority:${asked.subject}`)
  say('Written.')
}

function whoWould(place: Place, { subject }: Asked, { consortium }: Plan): string {
  if (consortium.length > 0) return 'The consortium'
  return subject === '' ? 'Authorities' : place.authority(subject).name.en
}

async function propose(place: Place, asked: Asked, plan: Plan): Promise<string> {
  const proposals = proposalFiles(place.proposalsDir)
  const { nonce } = await readSafe(place.reader, place.governance.safe)
  const waiting = proposals.all().filter(({ transaction }) => transaction.nonce >= nonce)
  const proposed = await proposeCalls({ reader: place.reader, ledger: place.network.ledger, governance: place.governance }, { calls: plan.consortium, reason: `${asked.command} ${asked.subject}`, turn: nonce })
  // Asked for before and still waiting: it is that proposal, not another one in the queue.
  const same = waiting.find((one) => proposalHash(one) === proposalHash({ ...proposed, transaction: { ...proposed.transaction, nonce: one.transaction.nonce } }))
  const turn = same?.transaction.nonce ?? nonce + waiting.length
  const kept = proposals.keep(same ?? { ...proposed, transaction: { ...proposed.transaction, nonce: turn } })
  if (asked.as === null) return `Proposal ${turn} waits for signatures: ${place.proposalsDir}/${turn}.json`
  return sign(place, kept, asked.as)
}

const known = ({ network, governance, residency }: Place): KnownNetwork => ({ ledger: network.ledger, governance, authorities: network.authorities, vcts: [residency] })

/** Says what a proposal does and, told to, signs it. */
export async function agree(place: Place, proposal: Proposal, asked: Pick<Asked, 'as' | 'yes'>, say: Say): Promise<void> {
  say(`Proposal ${proposal.transaction.nonce} would:`)
  for (const words of explainProposal(proposal, known(place))) say(`  ${words}`)
  say(asked.yes ? await sign(place, proposal, asked.as ?? '') : 'Nothing was signed. Add --yes to sign it.')
}

/**
 * Signs with the controller key of an authority that is at this place, and answers how the proposal stands. Refuses
 * `conflict` for what can't be told in words.
 */
export async function sign(place: Place, proposal: Proposal, authority: string): Promise<string> {
  explainProposal(proposal, known(place))
  const { custody } = place.identities
  const named = place.authority(authority)
  // One that doesn't govern may sign all the same: it counts for nothing, as the answer says.
  const { key } = (await governingKey(place, named)) ?? (await keysAt(place, named)).used
  const signer = await custody.ethereumSigner(key.id, 'controller')
  return describe(place, proposalFiles(place.proposalsDir).keep(await signProposal(proposal, signer)))
}

/** Executes a proposal that enough signed. Refuses `conflict` otherwise. */
export async function execute(place: Place, proposal: Proposal): Promise<string> {
  mustBeOfThisConsortium(proposal, known(place))
  await executeProposal({ reader: place.reader, sender: place.outbox }, proposal, 'operator')
  return `Proposal ${proposal.transaction.nonce} was carried out.`
}

/** One proposal in a sentence: what for, who signed, whether it can be carried out. */
export async function describe(place: Place, proposal: Proposal): Promise<string> {
  const standing = standingOf(proposal, await readSafe(place.reader, place.governance.safe))
  const state = { over: 'is over', waiting: 'waits for earlier ones', ready: standing.signedBy.length >= standing.needed ? 'can be executed' : 'needs more signatures' }[standing.turn]
  return `Proposal ${proposal.transaction.nonce} (${proposal.reason}): ${standing.signedBy.length} of ${standing.needed} signatures; it ${state}.`
}
