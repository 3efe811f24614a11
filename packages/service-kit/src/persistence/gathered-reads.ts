import type { Reads } from './database.ts'

/** Answers many questions by one statement; the answers in the order of the questions. */
export type ReadAll<Ask, Answer> = (asks: readonly Ask[]) => Promise<readonly Answer[]>

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

const mostAtOnce = 500

/**
 * Gathers small reads: those of requests that arrived together share a statement, and whoever asks while one is under way
 * shares the next. Each answer was read after its question came.
 */
export function gatheredReads<Ask, Answer>(readAll: ReadAll<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  let waiting: Waiting<Ask, Answer>[] = []
  let reading = false
  const work = async (): Promise<void> => {
    reading = true
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      await answer(batch, readAll)
    }
    reading = false
  }
  return (ask) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ ask, resolve, reject })
      if (!reading) void work()
    })
}

/** Gathers reads of single rows by what finds them. The statement takes all look-ups as one JSON array, and no two rows share one. */
export const gatheredRows = <Row>(reads: Reads, statement: string, lookupOf: (row: Row) => string): ((lookup: string) => Promise<Row | null>) =>
  gatheredReads(async (lookups: readonly string[]) => {
    const rows = await reads.all<Row>(statement, [JSON.stringify(lookups)])
    const found = new Map(rows.map((row) => [lookupOf(row), row]))
    return lookups.map((lookup) => found.get(lookup) ?? null)
  })

async function answer<Ask, Answer>(batch: readonly Waiting<Ask, Answer>[], readAll: ReadAll<Ask, Answer>): Promise<void> {
  try {
    const answers = await readAll(batch.map(({ ask }) => ask))
    batch.forEach(({ resolve }, place) => resolve(answers[place] as Answer)) // as many answers as questions
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}
