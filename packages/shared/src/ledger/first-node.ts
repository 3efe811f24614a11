import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from './ledger-reader.ts'

/**
 * Several nodes of one ledger, asked in their order until one answers: the authority's own comes first, and another's is
 * better than none. A doubtful answer is worth no more than none, but is not forgotten: if nobody else answers either, the
 * ledger is doubtful and not merely away.
 */
export function firstNode(nodes: readonly LedgerReader[]): LedgerReader {
  return {
    ask: async (questions, signal) => {
      let failure: LedgerUnavailable = new LedgerUnavailable('no node was asked')
      for (const node of nodes) {
        try {
          return await node.ask(questions, signal)
        } catch (error) {
          if (!(error instanceof LedgerUnavailable)) throw error
          if (!(failure instanceof LedgerDoubtful)) failure = error
        }
        if (signal?.aborted === true) break
      }
      throw failure
    },
  }
}
