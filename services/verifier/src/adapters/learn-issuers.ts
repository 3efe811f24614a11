import type { AccreditationQuestion, Trust } from '@counterfoil/shared/trust/trust'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import type { Logger } from '@counterfoil/service-kit/system/logger'

/**
 * Learns of every listed authority what a presentation of its credentials would ask, so that it is known, and not long
 * ago, on the day the ledger is away: also of those whose credentials nobody has shown yet; and `ours`, what its own forms ask for. Never throws.
 */
export async function learnIssuers(trust: Trust, vcts: readonly string[], logger: Pick<Logger, 'warn'>, ours: () => readonly AccreditationQuestion[] = () => []): Promise<void> {
  try {
    const { value: listed } = await trust.listing()
    const questions = listed.flatMap(({ did }) => vcts.map((vct): AccreditationQuestion => ({ kind: 'issue', scope: vct, did })))
    await Promise.all([...listed.map(async ({ did }) => trust.resolve(did)), trust.accreditations([...questions, ...ours()])])
  } catch (error) {
    logger.warn({ detail: error instanceof TrustUnavailable ? error.message : 'unknown' }, 'the ledger cannot be used')
  }
}
