import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault, type FaultCode } from '../domain/fault.ts'
import { awayIn, cutIn, newRound, nextIn, turnOf, withTurn, withTurnAgain, type Outcome, type Round, type Turn, type Whose } from '../domain/round.ts'
import type { World } from '../ports.ts'

/** What is done at each council of a round. */
export interface Errand {
  readonly name: 'collecting' | 'freezing'
  /** Where the citizen's browser goes, and by what their coming back is known; or why there is no way, or that there is nothing to go for. */
  readonly leave: (authority: ListedAuthority, language: string) => Promise<{ readonly address: string; readonly state: string } | { readonly noWay: NonNullable<Turn['why']> } | 'nothing_left'>
  /** What they came back with. */
  readonly settle: (authority: ListedAuthority, link: string) => Promise<Outcome>
}

/** What comes next in a round. */
export type Ahead = { readonly is: 'go'; readonly address: string } | { readonly is: 'away' } | { readonly is: 'over' }

/** Faults that say nothing of what the council did: what the citizen came back with is as good as before. */
const cuts: ReadonlySet<Turn['why']> = new Set<FaultCode>(['not_reachable', 'storage_unavailable', 'storage_full', 'storage_wiped', 'lock_changed', 'unexpected'])

type Needs = Pick<World, 'vault' | 'trust' | 'oneAtATime'>

/**
 * Goes from one council to the next. Everything is noted before the browser leaves, so that it goes on after a reload; what
 * fails at one council holds up none of the others.
 */
export function goRound({ vault, trust, oneAtATime }: Needs, { name, leave, settle }: Errand) {
  const alone = <Result>(act: () => Promise<Result>): Promise<Result> => oneAtATime(`round ${name}`, act)
  const round = async (): Promise<Round> => (await vault.recovery())[name]
  const change = (alter: (round: Round) => Round): Promise<void> => vault.amendRecovery((recovery) => ({ ...recovery, [name]: alter(recovery[name]) }))
  const note = (did: string, turn: Outcome): Promise<void> => change((before) => withTurn(before, did, turn))
  const councilOf = async (did: string): Promise<ListedAuthority> => {
    const authority = await trust.byDid(did)
    if (authority === null) throw new Fault('issuer_unknown')
    return authority
  }
  const settleTurn = async (did: string, came: { readonly state: string; readonly link: string }): Promise<void> => {
    // Before anything is done with it: a page that is lost meanwhile goes on with it, too.
    await note(did, { is: 'away', ...came })
    const outcome = await councilOf(did).then((authority) => settle(authority, came.link)).catch(failed)
    await note(did, outcome.is === 'failed' && cuts.has(outcome.why) ? { ...outcome, ...came } : outcome)
  }
  const failed = (error: unknown): Outcome => ({ is: 'failed', why: error instanceof Fault ? error.code : 'unexpected' })
  return {
    begin: (councils: readonly Whose[]): Promise<void> => change(() => newRound(councils)),
    /** Whether somebody who came by this link was away for this round. */
    isBack: async (link: string): Promise<boolean> => turnOf(await round(), link) !== undefined,
    comeBack: (link: string): Promise<boolean> =>
      alone(async () => {
        const turn = turnOf(await round(), link)
        if (turn?.state === undefined) return false
        await settleTurn(turn.did, { state: turn.state, link })
        return true
      }),
    next: (language: string): Promise<Ahead> =>
      alone(async () => {
        for (;;) {
          const present = await round()
          const cut = cutIn(present)
          if (cut !== undefined) {
            await settleTurn(cut.did, { state: cut.state, link: cut.link })
            continue
          }
          if (awayIn(present) !== undefined) return { is: 'away' }
          const turn = nextIn(present)
          if (turn === undefined) return { is: 'over' }
          const left = await councilOf(turn.did)
            .then((authority) => leave(authority, language))
            .catch((error: unknown) => ({ noWay: failed(error).why ?? 'unexpected' }) as const)
          if (left === 'nothing_left') {
            await note(turn.did, { is: 'done' })
            continue
          }
          if ('address' in left) {
            await note(turn.did, { is: 'away', state: left.state })
            return { is: 'go', address: left.address }
          }
          await note(turn.did, { is: 'failed', why: left.noWay })
        }
      }),
    skip: (did: string): Promise<void> => note(did, { is: 'skipped' }),
    again: (dids: readonly string[]): Promise<void> => change((before) => dids.reduce(withTurnAgain, before)),
    /** The citizen telephoned, for there is no other way. */
    tell: (did: string): Promise<void> => note(did, { is: 'told' }),
  }
}
