const mostKnown = 5000

interface Count {
  count: number
  /** Milliseconds since 1970. */
  readonly endsAt: number
}

/**
 * Counts what each caller did since its first deed of a stretch of time, in the memory of this process; the callers that
 * came last are remembered. It answers at once: a promise for each request would cost more than the counting.
 */
export class CallerCounts {
  readonly #most: number
  readonly #stretchMs: number
  readonly #counts = new Map<string, Count>()

  constructor(most: number, stretchMs: number) {
    this.#most = most
    this.#stretchMs = stretchMs
  }

  /** Counts one more; the seconds to wait when that is above the limit, else 0. */
  add(caller: string): number {
    const now = Date.now()
    const found = this.#find(caller, now)
    const kept = found ?? { count: 0, endsAt: now + this.#stretchMs }
    kept.count += 1
    this.#keep(caller, kept)
    return kept.count > this.#most ? secondsUntil(kept.endsAt, now) : 0
  }

  /** Counts nothing; the seconds to wait when the limit is reached, else 0. */
  whenFull(caller: string): number {
    const now = Date.now()
    const found = this.#find(caller, now)
    return found !== null && found.count >= this.#most ? secondsUntil(found.endsAt, now) : 0
  }

  /** How many more there may be until the limit is reached. */
  left(caller: string): number {
    return Math.max(0, this.#most - (this.#find(caller, Date.now())?.count ?? 0))
  }

  #find(caller: string, now: number): Count | null {
    const found = this.#counts.get(caller)
    return found === undefined || found.endsAt <= now ? null : found
  }

  #keep(caller: string, count: Count): void {
    this.#counts.delete(caller)
    const [oldest] = this.#counts.size >= mostKnown ? this.#counts.keys() : []
    if (oldest !== undefined) this.#counts.delete(oldest)
    this.#counts.set(caller, count)
  }
}

const secondsUntil = (instant: number, now: number): number => Math.max(1, Math.ceil((instant - now) / 1000))
