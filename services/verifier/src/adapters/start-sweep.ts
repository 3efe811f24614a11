import type { Logger } from '@counterfoil/service-kit/system/logger'

/** Stand-in until service-kit has its own. */
export function startSweep(every: number, work: () => Promise<void>, logger: Logger): { stop(): void } {
  const timer = setInterval(() => {
    work().catch((error: unknown) => logger.error({ err: error }, 'sweep failed'))
  }, every * 1000)
  return { stop: () => clearInterval(timer) }
}
