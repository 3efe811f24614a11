import { KeyMisconfigured } from '@counterfoil/service-kit/keys/key-keeper'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { actorOf, mustActFor, operator, type Caller } from './callers.ts'
import type { RotationRules } from './config.ts'
import { commandFrom, type CommandBody } from './http/command-body.ts'
import type { AuthorityState, OfferedPlan, Office, ShownProposal } from './office.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** A plan as it is shown, and named. */
export interface ShownPlan {
  readonly plan: string
  readonly by: 'consortium' | 'authority' | 'nobody'
  readonly writes: readonly string[]
  readonly note?: string
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

/** Serves an office: reads at any time, writes one after the other. */
export function openRegistrar(office: Office, rules: RotationRules): Registrar {
  const inTurn = oneAtATime()
  const asked = <Result>(work: () => Promise<Result>): Promise<Result> => told(office, work)
  const writing = <Result>(work: () => Promise<Result>): Promise<Result> => inTurn(() => asked(work))
  const planOf = (caller: Caller, body: CommandBody): Promise<OfferedPlan> => {
    const command = commandFrom(body, rules)
    if (command.due) mustActFor(caller, operator)
    else if (!ofConsortium.includes(command.command)) mustActFor(caller, command.subject)
    // Only who joins may be unknown.
    if (!command.due && command.command !== 'join') known(office, command.subject)
    return office.plan(command)
  }
  const write = async (caller: Caller, wanted: Parameters<Registrar['write']>[1]): Promise<Written> => {
    if (wanted.as !== null) mustActFor(caller, known(office, wanted.as).id)
    const plan = await planOf(caller, wanted.command)
    if ((await plan.id()) !== wanted.plan) throw new Refusal('conflict', { words: `The ${office.restsOn} has moved on since this plan was shown. Ask for the plan again.` })
    if (plan.words.length === 0) return { outcome: 'nothing to write' }
    const { command, authority = '' } = wanted.command
    const proposal = await plan.carryOut({ actor: actorOf(caller), reason: `${command === 'rotate-due' ? 'rotate' : command} ${authority}`, as: wanted.as })
    return proposal === null ? { outcome: 'written' } : { outcome: 'proposed', proposal }
  }
  return {
    authorities: () => asked(() => Promise.all(office.network.authorities.map((authority) => office.stateOf(authority)))),
    authority: (id) => asked(async () => office.stateOf(known(office, id))),
    plan: (caller, body) =>
      asked(async () => {
        const plan = await planOf(caller, body)
        return { plan: await plan.id(), by: plan.by, writes: plan.words, ...(plan.note === undefined ? {} : { note: plan.note }) }
      }),
    write: (caller, wanted) => writing(() => write(caller, wanted)),
    proposals: () => asked(() => office.proposals()),
    proposal: (number) => asked(() => proposalOf(office, number)),
    sign: (caller, number, { as, hash }) =>
      writing(async () => {
        mustActFor(caller, known(office, as).id)
        const proposal = await proposalOf(office, number)
        if (hash !== null && hash !== proposal.hash) throw new Refusal('conflict', { words: 'Another proposal stands under this number than the one that was shown.' })
        return office.sign(number, as)
      }),
    execute: (caller, number) =>
      writing(async () => {
        await proposalOf(office, number)
        return office.execute(number, actorOf(caller))
      }),
    rotateDue: (mode) =>
      writing(async () => {
        const plan = await office.plan(commandFrom({ command: 'rotate-due' }, rules))
        if (mode === 'write') await plan.carryOut({ actor: 'registrar', reason: 'rotate', as: null })
        return plan.words
      }),
  }
}

function known(office: Office, id: string): NetworkAuthority {
  const found = office.network.authorities.find((one) => one.id === id)
  if (found === undefined) throw new Refusal('not_found', { detail: `authority ${id}` })
  return found
}

async function proposalOf(office: Office, number: number): Promise<ShownProposal> {
  const found = (await office.proposals()).find((one) => one.number === number)
  if (found === undefined) throw new Refusal('not_found', { detail: `proposal ${number}` })
  return found
}

/** A ledger that is away, a list that can't be read, or a key that isn't what it is asked to be: no fault of this service, and told as what it is. */
async function told<Result>({ restsOn }: Office, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TrustUnavailable) throw new Refusal('temporarily_unavailable', { detail: restsOn, cause: error })
    if (error instanceof KeyMisconfigured) throw new Refusal('conflict', { words: error.message, cause: error })
    throw error
  }
}
