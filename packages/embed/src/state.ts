import type { StartedPrefill, Where } from './client.ts'
import type { RefusalKind } from './words/words.ts'

/** A credential by the names of its type and its authority, in the page's language. */
export interface ToldSource {
  readonly type: string
  readonly authority: string
  readonly issuedOn: string
  /** The name of who it is about, where that is somebody whom the citizen acts for. */
  readonly whose: string | null
}

/** What was filled in, in numbers and names of fields: no values. */
export interface FillOutcome {
  readonly count: number
  readonly sources: readonly ToldSource[]
  /** Who fills the form in for whom, as a sentence. */
  readonly actsFor: string | null
  /** Types of what was shown and could not be used, as in a sentence. */
  readonly leftOut: readonly string[]
  /** When that was last confirmed, if it could not be confirmed now: milliseconds since 1970. */
  readonly unconfirmedSince: number | null
  /** Names of fields that stayed empty. */
  readonly absent: readonly string[]
}

export type Choice = Where | 'none'

/** Where the element stands; each state shows one thing. */
export type State =
  | { readonly kind: 'idle'; readonly unanswered: boolean; readonly remembered: Choice | null; /** The browser brought no answer. */ readonly empty?: boolean }
  | { readonly kind: 'no_wallet' }
  | { readonly kind: 'starting'; readonly where: Where }
  | { readonly kind: 'waiting'; readonly where: Where; readonly request: StartedPrefill; readonly opened: boolean }
  /** The wallet has answered, and shows a number that the citizen types here. */
  | { readonly kind: 'number'; readonly id: string; readonly wrong: boolean }
  | { readonly kind: 'collecting' }
  | { readonly kind: 'conflict'; readonly names: readonly string[] }
  | { readonly kind: 'filled'; readonly outcome: FillOutcome }
  | { readonly kind: 'declined' }
  | { readonly kind: 'refused'; readonly reason: RefusalKind }
  | { readonly kind: 'expired'; readonly where: Where }
  | { readonly kind: 'taken'; readonly where: Where }
  | { readonly kind: 'failed'; readonly where: Where }

/** What the citizen can do in the element. */
export interface Actions {
  readonly continue: (choice: Choice | null) => void
  readonly restart: (where: Where) => void
  readonly cancel: () => void
  readonly typedNumber: (id: string, number: string) => void
  readonly keepTyped: () => void
  readonly useCredential: () => void
}
