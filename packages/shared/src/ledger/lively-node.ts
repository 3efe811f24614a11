import type { Seconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Answers, LedgerReader } from './ledger-reader.ts'
import { blockOf, soundHead, type LedgerBlock } from './questions.ts'

/**
 * A node that is asked for its newest block along with everything, and is away as long as that is too old: one that was cut
 * off from the others, on a ledger that is never silent for so long, so that another node is asked.
 */
export function livelyNode(node: LedgerReader, longestSilence: Seconds, clock: Clock): LedgerReader {
  return {
    ask: async (questions, signal) => {
      const answers: readonly unknown[] = await node.ask([...questions, blockOf('latest')], signal)
      soundHead(answers.at(-1) as LedgerBlock | null, clock.now(), longestSilence) // the answer to `blockOf`
      return answers.slice(0, -1) as Answers<typeof questions>
    },
  }
}
