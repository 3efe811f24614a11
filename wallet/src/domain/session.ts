/** A wallet on a computer that isn't the citizen's: it lasts as long as they sit there, and leaves nothing. */
export interface Session {
  /** Everything goes, in every tab; each of them leads to what is left. */
  finish(): Promise<void>
  /** Tells the session's other tabs that somebody is there. */
  touched(): void
  /** Calls back when somebody touched another tab of it, until `stopped`. */
  whenTouched(heard: () => void, stopped: AbortSignal): void
}

/** What is left of a session, by kind of storage; zero each when nothing is. */
export interface Remains {
  readonly databases: number
  readonly localStorage: number
  readonly sessionStorage: number
  /** What isn't the wallet's own program. */
  readonly caches: number
}

export const sessionPath = '/session'
export const finishedPath = '/session/finished'
