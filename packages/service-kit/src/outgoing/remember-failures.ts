import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { OutsideUnavailable, type FetchOutside } from './fetch-outside.ts'

interface Failure {
  readonly until: number
  readonly error: OutsideUnavailable
}

const mostRemembered = 1000

/**
 * Answers a failure again for a few seconds, at most ten, instead of letting everybody wait for the same time-out. Only for
 * addresses that don't identify a citizen. What was fetched is not kept: that is the caller's to do.
 */
export function rememberFailures(fetchOutside: FetchOutside, { clock, lasting }: { readonly clock: Clock; readonly lasting: Seconds }): FetchOutside {
  const failures = new Map<string, Failure>()
  const remembered = Math.min(lasting, 10)
  return async (url, request) => {
    const now = clock.now()
    const known = failures.get(url)
    if (known !== undefined && now < known.until) throw known.error
    try {
      const answer = await fetchOutside(url, request)
      failures.delete(url)
      return answer
    } catch (error) {
      if (failures.size >= mostRemembered) failures.clear()
      if (error instanceof OutsideUnavailable) failures.set(url, { until: now + remembered, error })
      throw error
    }
  }
}
