import { proposalHash, type Proposal } from '@counterfoil/service-kit/governance/proposal'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { stateOf, type AuthorityState } from './authority-state.ts'
import { actorOf, mustActFor, operator, type Caller } from './callers.ts'
import { carryOut, execute, sign, standing } from './carry-out.ts'
import type { Command } from './command.ts'
import type { RotationRules } from './config.ts'
import { commandFrom, type CommandBody } from './http/command-body.ts'
import { planCommand } from './life-cycle.ts'
import { linesOf } from './lines-of-proposal.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Place } from './place.ts'
import { planId } from './plan-id.ts'
import type { Plan } from './plan.ts'
import { proposalFiles } from './proposals.ts'

/** A plan as it is shown, and named. */
export interface ShownPlan {
  readonly plan: string
  readonly by: 'consortium' | 'authority' | 'nobody'
  readonly writes: readonly string[]
  readonly note?: string
}

export interface ShownProposal {
  readonly number: number
  /** What is signed: two proposals of one number never share it. */
  readonly hash: string
  readonly reason: string
  readonly calls: readonly string[]
  readonly signed_by: readonly string[]
  readonly needed: number
  readonly state: 'waiting' | 'ready' | 'over'
}

export interface Written {
  readonly outcome: 'written' | 'proposed' | 'nothing to write'
  readonly proposal?: ShownProposal
}

/** What consoles ask of a place: to see, to plan, to have exactly that done. */
export interface Registrar {
  authorities(): Promise<readonly AuthorityState[]>
  /** Refuses `not_found`. */
  authority(id: string): Promise<AuthorityState>
  /** Refuses `forbidden` for who would act for somebody else. */
  plan(caller: Caller, body: CommandBody): Promise<ShownPlan>
  /** Refuses `conflict` when the plan is another one by now. */
  write(caller: Caller, wanted: { readonly plan: string; readonly command: CommandBody; readonly as: string | null }): Promise<Written>
  proposals(): Promise<readonly ShownProposal[]>
  proposal(number: number): Promise<ShownProposal>
  /** With the hash that was shown: refuses `conflict` when another proposal stands under the number by now. */
  sign(caller: Caller, number: number, wanted: { readonly as: string; readonly hash: string | null }): Promise<ShownProposal>
  execute(caller: Caller, number: number): Promise<ShownProposal>
  /** Changes the signing keys that are due, or only tells of them. */
  rotateDue(mode: 'write' | 'tell'): Promise<readonly string[]>
}

/** What the consortium decides anybody may propose; the rest is an authority's own. */
const ofConsortium: readonly string[] = ['accredit', 'withdraw']

/** Serves a place: reads at any time, writes one after the other. */
export function openRegistrar(place: Place, rules: RotationRules): Registrar {
  const inTurn = oneAtATime()
  const writing = <Result>(work: () => Promise<Result>): Promise<Result> => inTurn(() => told(work))
  const planOf = async (caller: Caller, body: CommandBody): Promise<{ readonly command: Command; readonly plan: Plan; readonly id: string }> => {
    const command = commandFrom(body, rules)
    if (command.due) mustActFor(caller, operator)
    else if (!ofConsortium.includes(command.command)) mustActFor(caller, command.subject)
    // Only who joins may be unknown.
    if (!command.due && command.command !== 'join') known(place, command.subject)
    const plan = await planCommand(place, command)
    return { command, plan, id: await planId(place, command, plan) }
  }
  const shown = async (proposal: Proposal): Promise<ShownProposal> => {
    const { signedBy, needed, turn } = await standing(place, proposal)
    return { number: proposal.transaction.nonce, hash: proposalHash(proposal), reason: proposal.reason, calls: linesOf(place, proposal), signed_by: signedBy, needed, state: turn }
  }
  const write = async (caller: Caller, wanted: Parameters<Registrar['write']>[1]): Promise<Written> => {
    if (wanted.as !== null) mustActFor(caller, known(place, wanted.as).id)
    const { command, plan, id } = await planOf(caller, wanted.command)
    if (id !== wanted.plan) throw new Refusal('conflict', { words: 'The ledger has moved on since this plan was shown. Ask for the plan again.' })
    if (plan.words.length === 0) return { outcome: 'nothing to write' }
    const proposal = await carryOut(place, plan, { actor: actorOf(caller), reason: `${command.command} ${command.subject}`, as: wanted.as })
    return proposal === null ? { outcome: 'written' } : { outcome: 'proposed', proposal: await shown(proposal) }
  }
  return {
    authorities: () => told(() => Promise.all(place.network.authorities.map((authority) => stateOf(place, authority)))),
    authority: (id) => told(async () => stateOf(place, known(place, id))),
    plan: (caller, body) =>
      told(async () => {
        const { plan, id } = await planOf(caller, body)
        const by = plan.words.length === 0 ? 'nobody' : plan.consortium.length > 0 ? 'consortium' : 'authority'
        return { plan: id, by, writes: plan.words, ...(plan.note === undefined ? {} : { note: plan.note }) }
      }),
    write: (caller, wanted) => writing(() => write(caller, wanted)),
    proposals: () => told(() => Promise.all(proposalFiles(place.proposalsDir).all().map(shown))),
    proposal: (number) => told(async () => shown(proposalOf(place, number))),
    sign: (caller, number, { as, hash }) =>
      writing(async () => {
        mustActFor(caller, known(place, as).id)
        const proposal = proposalOf(place, number)
        if (hash !== null && hash !== proposalHash(proposal)) throw new Refusal('conflict', { words: 'Another proposal stands under this number than the one that was shown.' })
        return shown(await sign(place, proposal, as))
      }),
    execute: (caller, number) =>
      writing(async () => {
        const proposal = proposalOf(place, number)
        await execute(place, proposal, actorOf(caller))
        return shown(proposal)
      }),
    rotateDue: (mode) =>
      writing(async () => {
        const plan = await planCommand(place, commandFrom({ command: 'rotate-due' }, rules))
        if (mode === 'write') await plan.own('registrar')
        return plan.words
      }),
  }
}

function known(place: Place, id: string): NetworkAuthority {
  const found = place.network.authorities.find((one) => one.id === id)
  if (found === undefined) throw new Refusal('not_found', { detail: `authority ${id}` })
  return found
}

function proposalOf(place: Place, number: number): Proposal {
  const found = proposalFiles(place.proposalsDir).all().find(({ transaction }) => transaction.nonce === number)
  if (found === undefined) throw new Refusal('not_found', { detail: `proposal ${number}` })
  return found
}

/** A ledger that is away is no fault of this service: it is told as what it is. */
async function told<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LedgerUnavailable) throw new Refusal('temporarily_unavailable', { detail: 'ledger', cause: error })
    throw error
  }
}
