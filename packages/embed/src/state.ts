import type { Flow, StartedPrefill } from './client.ts'
import type { RefusalKind } from './words/words.ts'

/** What was filled in, in numbers and names of fields: no values. */
export interface FillOutcome {
  readonly count: number
  /** Name of the type and of the authority, in the page's language. */
  readonly type: string
  readonly authority: string
  readonly issuedOn: string
  /** When that was last confirmed, if it could not be confirmed now: milliseconds since 1970. */
  readonly unconfirmedSince: number | null
  /** Names of fields that stayed empty. */
  readonly absent: readonly string[]
}

/** Where the element stands; each state shows one thing. */
export type State =
  | { readonly kind: 'idle'; readonly unanswered: boolean }
  | { readonly kind: 'no_wallet' }
  | { readonly kind: 'starting'; readonly flow: Flow }
  | { readonly kind: 'waiting'; readonly flow: Flow; readonly request: StartedPrefill; readonly opened: boolean }
  | { readonly kind: 'collecting' }
  | { readonly kind: 'conflict'; readonly names: readonly string[] }
  | { readonly kind: 'filled'; readonly outcome: FillOutcome }
  | { readonly kind: 'declined' }
  | { readonly kind: 'refused'; readonly reason: RefusalKind }
  | { readonly kind: 'expired'; readonly flow: Flow }
  | { readonly kind: 'failed'; readonly flow: Flow }

/** What the citizen can do in the element. */
export interface Actions {
  readonly continue: (choice: Flow | 'none' | null) => void
  readonly restart: (flow: Flow) => void
  readonly cancel: () => void
  readonly keepTyped: () => void
  readonly useCredential: () => void
}
