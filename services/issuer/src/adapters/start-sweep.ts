import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { Seconds } from '@counterfoil/shared/kernel/branded'

/** Does the work again and again, never twice at once; a failure is logged and the next round tries anew. */
export function startSweep(every: Seconds, work: () => Promise<void>, logger: Logger): { stop(): void } {
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
