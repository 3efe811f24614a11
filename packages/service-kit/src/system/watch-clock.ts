import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Logger } from './logger.ts'

/** Seconds of a hand that nobody sets. */
export type SteadyHand = () => number

export interface ClockWatch {
  /** Looks now. */
  look(): Promise<void>
  stop(): void
}

const everyMs = 1000
/** Clocks are adjusted by a little all the time. */
const tolerated = 2

/**
 * Looks each second whether the clock was set back. Then what had lapsed by the time as it was is to be ended, before the
 * clock that is late takes it for good again: `onSetBack` gets that time.
 */
export function watchClock(options: { readonly clock: Clock; readonly logger: Logger; readonly onSetBack: (then: EpochSeconds) => Promise<unknown>; readonly steady?: SteadyHand }): ClockWatch {
  const { clock, logger, onSetBack, steady = () => performance.now() / 1000 } = options
  let seen = { at: clock.now(), steady: steady() }
  const look = async (): Promise<void> => {
    const before = seen
    seen = { at: clock.now(), steady: steady() }
    const then = before.at + Math.floor(seen.steady - before.steady)
    if (seen.at >= then - tolerated) return
    logger.error({ seconds: then - seen.at }, 'the clock was set back')
    await onSetBack(epochSeconds(then))
  }
  const timer = setInterval(() => void look().catch((error: unknown) => logger.error({ err: error }, 'what had lapsed before the clock was set back could not be ended')), everyMs)
  timer.unref()
  return { look, stop: () => clearInterval(timer) }
}
