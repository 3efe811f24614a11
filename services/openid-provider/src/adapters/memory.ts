import type { Clock } from '@counterfoil/shared/kernel/clock'

/** Values that are forgotten by themselves: after their time, and the oldest of them when there are too many. */
export class Memory<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>()
  readonly #clock: Clock
  readonly #most: number

  constructor(clock: Clock, most: number) {
    this.#clock = clock
    this.#most = most
  }

  set(key: string, value: Value, seconds: number): void {
    this.#kept.delete(key)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= this.#most && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(key, { value, until: this.#clock.now() + seconds })
  }

  get(key: string): Value | undefined {
    const found = this.#kept.get(key)
    return found === undefined || found.until <= this.#clock.now() ? undefined : found.value
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
}
