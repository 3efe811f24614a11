import { seconds, type EpochSeconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan } from '../kernel/fact.ts'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from './ledger-reader.ts'
import { blockOf } from './questions.ts'

const rest = seconds(5)

export interface RestOptions {
  /** Leaves alone only a ledger that took as long to fail: one that fails at once keeps nobody waiting. */
  readonly slowerThanMs?: number
}

/**
 * A ledger that is left alone for a few seconds after it gave no answer: what is cached is used at once instead of every
 * citizen waiting for the same time-out. One that gives a doubtful answer is asked again: its silence would seem an outage.
 * So would that of one which answers everybody but one: a stranger may present an identity whose history no node can give in
 * time, and must not keep us from hearing that another's key was revoked. A ledger that still tells its newest block is asked on.
 */
export function restingLedger(reader: LedgerReader, clock: Clock, { slowerThanMs = 0 }: RestOptions = {}): LedgerReader {
  let failedAt: EpochSeconds | null = null
  let probing = false
  const restUnlessItLives = (): void => {
    failedAt = clock.now()
    if (probing) return
    probing = true
    const found = (lives: boolean): void => {
      probing = false
      if (lives) failedAt = null
    }
    reader.ask([blockOf('latest')]).then(() => found(true), () => found(false))
  }
  return {
    ask: async (questions, signal) => {
      if (failedAt !== null && isYoungerThan({ observedAt: failedAt }, rest, clock.now())) throw new LedgerUnavailable('it failed a moment ago')
      const began = performance.now()
      try {
        return await reader.ask(questions, signal)
      } catch (error) {
        if (error instanceof LedgerUnavailable && !(error instanceof LedgerDoubtful) && performance.now() - began >= slowerThanMs) restUnlessItLives()
        throw error
      }
    },
  }
}
