import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

interface Kept<Value> {
  readonly value: Value
  readonly until: number
  wasAskedFor: boolean
}

/**
 * Values that are forgotten by themselves: after their time, and, when there are too many, the oldest that nobody asked for yet.
 * Where each was asked for, there is no room for more: nobody's sign-in ends because others begin theirs.
 */
export class Memory<Value> {
  readonly #kept = new Map<string, Kept<Value>>()
  readonly #clock: Clock
  readonly #most: number

  constructor(clock: Clock, most: number) {
    this.#clock = clock
    this.#most = most
  }

  /** Throws `temporarily_unavailable` when there is no room. */
  set(key: string, value: Value, seconds: number): void {
    const before = this.#kept.get(key)
    this.#kept.delete(key)
    if (this.#kept.size >= this.#most) this.#makeRoom()
    this.#kept.set(key, { value, until: this.#clock.now() + seconds, wasAskedFor: before?.wasAskedFor === true })
  }

  get(key: string): Value | undefined {
    const found = this.#kept.get(key)
    if (found === undefined || found.until <= this.#clock.now()) return undefined
    found.wasAskedFor = true
    return found.value
  }

  delete(key: string): void {
    this.#kept.delete(key)
  }

  /** Newest last. */
  values(): Value[] {
    const now = this.#clock.now()
    return [...this.#kept.values()].flatMap(({ value, until }) => (until > now ? [value] : []))
  }

  /** Forgets what is past its time, for whoever doesn't come back. */
  sweep(): void {
    const now = this.#clock.now()
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key)
  }

  #makeRoom(): void {
    const now = this.#clock.now()
    for (const [key, { until, wasAskedFor }] of this.#kept) if (until <= now || !wasAskedFor) return this.delete(key)
    throw new Refusal('temporarily_unavailable')
  }
}
