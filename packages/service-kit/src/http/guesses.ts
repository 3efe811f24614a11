import type { CallerCounts } from './caller-counts.ts'

/** Told the seconds to wait, or 0 when the guess may be judged. */
type Told = (wait: number) => void

interface Caller {
  /** Guesses that are being judged. */
  underWay: number
  readonly waiting: Told[]
}

/**
 * Lets no more guesses of one caller be judged at once than may still be wrong: the rest wait for their turn, which is over
 * in a moment, since each may be the one that reaches the limit. Who is right waits for others at most, and is never counted.
 */
export class Guesses {
  readonly #misses: CallerCounts
  readonly #callers = new Map<string, Caller>()

  constructor(misses: CallerCounts) {
    this.#misses = misses
  }

  /** Asks whether one more may be judged; each that may must `leave`. */
  enter(caller: string, told: Told): void {
    const known = this.#callers.get(caller) ?? { underWay: 0, waiting: [] }
    this.#callers.set(caller, known)
    known.waiting.push(told)
    this.#admit(caller, known)
  }

  /** Ends one that was judged, after it was counted if it was wrong. */
  leave(caller: string): void {
    const known = this.#callers.get(caller)
    if (known === undefined) return
    known.underWay -= 1
    this.#admit(caller, known)
  }

  #admit(caller: string, known: Caller): void {
    while (known.waiting.length > 0 && (this.#misses.left(caller) === 0 || this.#misses.left(caller) > known.underWay)) {
      const wait = this.#misses.whenFull(caller)
      if (wait === 0) known.underWay += 1
      known.waiting.shift()?.(wait)
    }
    if (known.underWay === 0 && known.waiting.length === 0) this.#callers.delete(caller)
  }
}
