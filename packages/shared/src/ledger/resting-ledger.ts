import { seconds, type EpochSeconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan } from '../kernel/fact.ts'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from './ledger-reader.ts'

const rest = seconds(5)

export interface RestOptions {
  /** Leaves alone only a ledger that took as long to fail: one that fails at once keeps nobody waiting. */
  readonly slowerThanMs?: number
}

/**
 * A ledger that is left alone for a few seconds after it gave no answer: what is cached is used at once instead of every
 * citizen waiting for the same time-out. One that gives a doubtful answer is asked again: its silence would seem an outage.
 */
export function restingLedger(reader: LedgerReader, clock: Clock, { slowerThanMs = 0 }: RestOptions = {}): LedgerReader {
  let failedAt: EpochSeconds | null = null
  return {
    ask: async (questions, signal) => {
      if (failedAt !== null && isYoungerThan({ observedAt: failedAt }, rest, clock.now())) throw new LedgerUnavailable('it failed a moment ago')
      const began = performance.now()
      try {
        return await reader.ask(questions, signal)
      } catch (error) {
        if (error instanceof LedgerUnavailable && !(error instanceof LedgerDoubtful) && performance.now() - began >= slowerThanMs) failedAt = clock.now()
        throw error
      }
    },
  }
}
