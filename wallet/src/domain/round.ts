import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { FaultCode } from './fault.ts'

/** A council, as it is shown when nobody can be asked for its name. */
export interface Whose {
  readonly did: string
  readonly name: Bilingual
}

/** What a round over several councils came to at one of them. */
export type TurnState = 'waiting' | 'away' | 'done' | 'coming' | 'failed' | 'skipped' | 'told'

/** One council of a round. */
export interface Turn extends Whose {
  readonly is: TurnState
  /** Known to this wallet and the council alone, while the citizen is away there: what tells their coming back from anybody's link. */
  readonly state?: string
  /** What they came back with, until it is known what came of it: after a cut it is settled once more, not begun anew. */
  readonly link?: string
  /** Why it failed, or isn't done yet. */
  readonly why?: FaultCode | 'no_sign_in' | 'no_page' | 'more_left'
}

/** Several councils, one after the other; kept, so that it goes on after a reload, or tomorrow. */
export type Round = readonly Turn[]

const settledStates: ReadonlySet<TurnState> = new Set(['done', 'coming', 'skipped', 'told'])

/** What becomes of a turn. */
export type Outcome = Omit<Turn, keyof Whose>

export const newRound = (councils: readonly Whose[]): Round => [...new Map(councils.map(({ did, name }) => [did, { did, name, is: 'waiting' as const }])).values()]

/** The round with one council's turn another. */
export const withTurn = (round: Round, did: string, outcome: Outcome): Round => round.map((one) => (one.did === did ? { did, name: one.name, ...outcome } : one))

/** The round with one council's turn to come again: from where it was cut, if it was. */
export const withTurnAgain = (round: Round, did: string): Round => round.map((one) => (one.did === did ? { did, name: one.name, is: 'waiting', ...cutOf(one) } : one))

const cutOf = ({ state, link }: Turn): Pick<Turn, 'state' | 'link'> => (state === undefined || link === undefined ? {} : { state, link })

export const nextIn = (round: Round): Turn | undefined => round.find(({ is }) => is === 'waiting')
/** What is to be settled once more. */
export const cutIn = (round: Round): (Turn & Required<Pick<Turn, 'state' | 'link'>>) | undefined =>
  round.flatMap((turn) => (turn.is === 'waiting' && turn.state !== undefined && turn.link !== undefined ? [{ ...turn, state: turn.state, link: turn.link }] : []))[0]
export const awayIn = (round: Round): Turn | undefined => round.find(({ is }) => is === 'away')
/** Whose answer it is; anybody can make a link. */
export const turnOf = (round: Round, link: string): Turn | undefined => {
  const state = new URLSearchParams(link).get('state')
  return state === null ? undefined : round.find((turn) => turn.state === state && (turn.is === 'away' || turn.link !== undefined))
}

/** How many councils nothing is left to do at, of all. */
export const progressOf = (round: Round): { readonly settled: number; readonly all: number } => ({ settled: round.filter(({ is }) => settledStates.has(is)).length, all: round.length })
