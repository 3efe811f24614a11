import { epochSeconds, type EpochSeconds } from './branded.ts'

/** The time, as a port: nothing in a domain or a use case reads a clock of its own. */
export interface Clock {
  now(): EpochSeconds
}

/** A clock that moves only when told; for tests and for judging past instants. */
export function fixedClock(start: number): Clock & { advance(by: number): void } {
  let instant = start
  return {
    now: () => epochSeconds(instant),
    advance: (by) => {
      instant += by
    },
  }
}
