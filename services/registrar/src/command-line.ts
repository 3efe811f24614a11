import type { Asked } from './arguments.ts'
import type { Office, OfferedPlan, ShownProposal } from './office.ts'
import { showAuthority } from './show-authority.ts'

type Say = (words: string) => void

/** Does what somebody asks at a terminal, and says what it does. */
export async function runCommand(office: Office, asked: Asked, say: Say): Promise<void> {
  const number = Number(asked.subject)
  switch (asked.command) {
    case 'show':
      return (await showAuthority(office, asked.subject)).forEach(say)
    case 'proposals': {
      for (const { message } of office.unreadable()) say(message)
      const proposals = await office.proposals()
      if (proposals.length === 0) return say('There are no proposals.')
      for (const proposal of proposals) [describe(proposal), ...proposal.calls.map((call) => `  ${call}`)].forEach(say)
      return
    }
    case 'sign':
      return agree(office, number, asked, say)
    case 'execute':
      await office.execute(number, 'operator')
      return say(`Proposal ${number} was carried out.`)
    default:
      return carryOut(office, asked, say)
  }
}

/** Shows what a command would write and, told to, writes it or proposes it. */
async function carryOut(office: Office, asked: Asked, say: Say): Promise<void> {
  const plan = await office.plan(asked)
  if (plan.words.length === 0) return say(plan.note ?? `Nothing to write: the ${office.restsOn} says so already.`)
  say(`${whoWould(office, asked, plan)} would:`)
  for (const words of plan.words) say(`  ${words}`)
  if (!asked.yes) return say('Nothing was written. Add --yes to go on.')
  const actor = asked.subject === '' ? 'operator' : `authority:${asked.subject}`
  const proposal = await plan.carryOut({ actor, reason: `${asked.command} ${asked.subject}`, as: asked.as })
  if (proposal === null) return say('Written.')
  say(asked.as === null ? `Proposal ${proposal.number} waits for signatures: ${office.proposalsDir}/${proposal.number}.json` : describe(proposal))
}

function whoWould(office: Office, { subject }: Asked, { by }: OfferedPlan): string {
  if (by === 'consortium') return 'The consortium'
  return office.network.authorities.find(({ id }) => id === subject)?.name.en ?? (subject === '' ? 'Authorities' : subject)
}

/** Says what a proposal does and, told to, signs it. */
async function agree(office: Office, number: number, asked: Pick<Asked, 'as' | 'yes'>, say: Say): Promise<void> {
  const { calls } = await office.proposal(number)
  say(`Proposal ${number} would:`)
  for (const words of calls) say(`  ${words}`)
  say(asked.yes ? describe(await office.sign(number, asked.as ?? '')) : 'Nothing was signed. Add --yes to sign it.')
}

/** One proposal in a sentence: what for, who signed, whether it can be carried out. */
export function describe({ number, reason, signed_by: signedBy, needed, state }: ShownProposal): string {
  const words = { over: 'is over', waiting: 'waits for earlier ones', ready: signedBy.length >= needed ? 'can be executed' : 'needs more signatures' }[state]
  return `Proposal ${number} (${reason}): ${signedBy.length} of ${needed} signatures; it ${words}.`
}
