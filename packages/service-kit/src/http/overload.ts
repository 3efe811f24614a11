import { getHeapStatistics } from 'node:v8'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { HttpLimits } from './limits.ts'

const mostOfHeap = 0.8
/** The delay is measured every second; one long second, as at the start, is no overload. */
const lasting = 2000

/**
 * Turns requests away while, for seconds on end, there is more to do than time: those that are under way end sooner, and
 * nobody waits for an answer that comes too late. Health is always told. Refuses `temporarily_unavailable`.
 */
export async function refuseWhenOverloaded(app: FastifyInstance, { overloadDelayMs }: Pick<HttpLimits, 'overloadDelayMs'>): Promise<void> {
  if (overloadDelayMs === 0) return
  const hasLasted = lastingPressure()
  await app.register(underPressure, {
    maxEventLoopDelay: overloadDelayMs,
    maxHeapUsedBytes: Math.floor(getHeapStatistics().heap_size_limit * mostOfHeap),
    pressureHandler: (request) => (request.routeOptions.config.limit === 'none' || !hasLasted() ? undefined : turnAway()),
  })
}

/** Asked at each request under pressure: whether there was pressure all the while for some seconds. */
function lastingPressure(): () => boolean {
  let since = 0
  let latest = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - latest > lasting) since = now
    latest = now
    return now - since >= lasting
  }
}

const turnAway = (): Promise<never> => Promise.reject(new Refusal('temporarily_unavailable', { words: 'There is too much to do at this moment. Nothing was lost; try again.', detail: 'overload' }))
