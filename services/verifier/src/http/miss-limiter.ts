import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

interface Window {
  readonly until: number
  misses: number
}

export interface MissLimits {
  readonly most: number
  readonly within: Seconds
}

const mostCallers = 10_000

/**
 * Counts look-ups that found nothing, by caller, in memory: who types the code on their screen is never held up, who
 * guesses is. Refuses with `too_many_requests`.
 */
export class MissLimiter {
  readonly #windows = new Map<string, Window>()
  readonly #clock: Clock
  readonly #limits: MissLimits

  constructor(clock: Clock, limits: MissLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  async guard<Found>(caller: string, lookUp: () => Promise<Found>): Promise<Found> {
    const now = this.#clock.now()
    const window = this.#windows.get(caller)
    if (window !== undefined && window.until > now && window.misses >= this.#limits.most) throw new Refusal('too_many_requests')
    try {
      return await lookUp()
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found') this.#count(caller, now)
      throw error
    }
  }

  #count(caller: string, now: number): void {
    const window = this.#windows.get(caller)
    if (window !== undefined && window.until > now) {
      window.misses += 1
      return
    }
    if (this.#windows.size >= mostCallers) this.#windows.clear()
    this.#windows.set(caller, { until: now + this.#limits.within, misses: 1 })
  }
}
