import { seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isYoungerThan } from '@counterfoil/shared/kernel/fact'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'

const rest = seconds(5)

/**
 * A ledger that is left alone for a few seconds after it gave no answer: what is cached is used at once instead of every
 * citizen waiting for the same time-out. One that gives a doubtful answer is asked again: its silence would seem an outage.
 */
export function restingLedger(reader: LedgerReader, clock: Clock): LedgerReader {
  let failedAt: EpochSeconds | null = null
  return {
    ask: async (questions, signal) => {
      if (failedAt !== null && isYoungerThan({ observedAt: failedAt }, rest, clock.now())) throw new LedgerUnavailable('it failed a moment ago')
      try {
        return await reader.ask(questions, signal)
      } catch (error) {
        if (error instanceof LedgerUnavailable && !(error instanceof LedgerDoubtful)) failedAt = clock.now()
        throw error
      }
    },
  }
}
