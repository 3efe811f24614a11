import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Logger } from '../system/logger.ts'

/** Does a piece of cleaning over and over, never two at a time; one that fails is logged and tried again at its next turn. */
export function startSweep(every: Seconds, work: () => Promise<unknown>, logger: Logger): { stop(): void } {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    work()
      .catch((error: unknown) => logger.error({ err: error }, 'sweep failed'))
      .finally(() => {
        busy = false
      })
  }, every * 1000)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Sweeps once, at the start: what lapsed while nothing ran is gone before anybody can ask for it. A full disk doesn't hinder the start. */
export const sweepFirst = (work: () => Promise<unknown>, logger: Logger): Promise<void> =>
  work().then(
    () => {},
    (error: unknown) => logger.error({ err: error }, 'sweep failed'),
  )
