import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork, NetworkAuthority } from '@counterfoil/shared/network/network'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import type { Command } from './command.ts'
import type { Plan } from './plan.ts'
import type { UnreadableProposal } from './proposal-folder.ts'

/** A proposal to the consortium, as it stands now. */
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

export interface KeyState {
  readonly role: string
  readonly kid: string
  readonly state: 'published' | 'revoked' | 'expired' | 'replaced' | 'not published'
  /** Instant from which it signs, for a key that waits. */
  readonly signs_from?: string
}

/** What the ledger, or the list, says of an authority now. */
export interface AuthorityState {
  readonly id: string
  readonly name: Bilingual
  readonly did: string
  readonly given_up: boolean
  readonly governs: boolean
  readonly keys: readonly KeyState[]
  readonly accreditations: readonly { readonly to: AccreditationKind; /** Of lists, the DID of the authority for whom. */ readonly type: string; readonly until: string | null }[]
}

/** Who asks for a plan to be carried out, for the audit log. */
export interface Request {
  readonly actor: string
  /** What a proposal is for, in a few words; what it does is what counts. */
  readonly reason: string
  /** The authority that signs a proposal at once; null for none. */
  readonly as: string | null
}

/** A plan with the way to do it. */
export interface OfferedPlan {
  readonly words: readonly string[]
  /** Who has to do it; nobody, when there is nothing to do. */
  readonly by: 'consortium' | 'authority' | 'nobody'
  readonly note?: string
  /** Names it by what was asked, what would be written and what that was decided from: when any of it has moved on, the same command has another plan. */
  id(): Promise<string>
  /** Does it: by itself at once, or as a proposal to the consortium, which is answered. */
  carryOut(request: Request): Promise<ShownProposal | null>
}

/** What is done at a place, by commands and for consoles, whatever trust rests on. */
export interface Office {
  readonly restsOn: 'ledger' | 'list'
  readonly network: AnyNetwork
  readonly proposalsDir: string
  /** Throws a `ConfigurationError` for one that the network doesn't have. */
  authority(id: string): NetworkAuthority
  plan(command: Command): Promise<OfferedPlan>
  stateOf(authority: NetworkAuthority): Promise<AuthorityState>
  /** Of those who govern, how many have to sign. */
  government(): Promise<{ readonly threshold: number; readonly governors: number }>
  proposals(): Promise<readonly ShownProposal[]>
  /** Files among the proposals that are none. */
  unreadable(): readonly UnreadableProposal[]
  /** Throws a `ConfigurationError` when there is none. */
  proposal(number: number): Promise<ShownProposal>
  /** Signs with the key of an authority that is at this place. Refuses `conflict` for what can't be told in words. */
  sign(number: number, authority: string): Promise<ShownProposal>
  /** Carries out what enough signed. Refuses `conflict` otherwise. */
  execute(number: number, actor: string): Promise<ShownProposal>
  /** Anchors the log of what was written from here. */
  anchor(): Promise<void>
  close(): Promise<void>
}

/** A plan as it is offered: with its name, and the way in which the consortium is asked where it has to decide. */
export const offer = <Decision>(
  plan: Plan<Decision>,
  { id, propose }: { readonly id: () => Promise<string>; readonly propose: (decisions: readonly Decision[], request: Request) => Promise<ShownProposal> },
): OfferedPlan => ({
  words: plan.words,
  by: plan.words.length === 0 ? 'nobody' : plan.consortium.length > 0 ? 'consortium' : 'authority',
  ...(plan.note === undefined ? {} : { note: plan.note }),
  id,
  carryOut: async (request) => {
    if (plan.consortium.length > 0) return propose(plan.consortium, request)
    await plan.own(request.actor)
    return null
  },
})

/** How an authority's keys stand, and those that wait for their turn. */
export const keyStatesOf = ({ keys }: NetworkAuthority, stands: (kid: string) => KeyState['state']): readonly KeyState[] =>
  Object.entries(keys).flatMap(([role, { kid, next }]) => [
    { role, kid, state: stands(kid) },
    ...(next === undefined ? [] : [{ role, kid: next.kid, state: stands(next.kid), signs_from: dateTimeOf(next.signsFrom) }]),
  ])
