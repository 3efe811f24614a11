import { setTimeout } from 'node:timers/promises'
import type { Database, Writes } from './database.ts'

/** Answers many questions of one kind with a fixed number of statements; the answers in the order of the questions. */
export type AnswerAll<Ask, Answer> = (writes: Writes, asks: readonly Ask[]) => Promise<readonly Answer[]>

/** The questions of one kind that share a transaction. */
interface Batch {
  readonly size: number
  readonly run: (writes: Writes) => Promise<void>
  readonly settle: () => void
  readonly fail: (error: unknown) => void
}

interface Kind {
  readonly isOneStatement: boolean
  readonly isAsked: () => boolean
  readonly take: () => Batch | null
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

const mostAtOnce = 500
/** From this many questions in one transaction on, the next one is worth waiting for. */
const busy = 4
/** How long it is waited for company: a millisecond for each question of the transaction before. */
const longestGatheringMs = 12

/**
 * Gathers small writes while a transaction is under way, and does all of them in the next one with as many statements as
 * there are kinds, however many there are: each statement is a hop to another thread, which costs more than its work.
 * When there is much to do it waits a few milliseconds for company, as databases do with a commit delay; else it doesn't.
 * Nothing is answered before it is durable; when a transaction fails, all of its questions fail.
 */
export class GatheredWrites {
  readonly #database: Database
  readonly #kinds: Kind[] = []
  #scheduled = false
  #lastSize = 0

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * Adds a kind of write; kinds are done in the order in which they were added. One that changes everything by its first statement,
   * and then at most reads, says so: when nothing else is asked, it goes without a transaction, as the database's own.
   */
  kind<Ask, Answer>(answerAll: AnswerAll<Ask, Answer>, { isOneStatement = false } = {}): (ask: Ask) => Promise<Answer> {
    let waiting: Waiting<Ask, Answer>[] = []
    const take = (): Batch | null => {
      const taken = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      if (waiting.length > 0) this.#schedule()
      return taken.length === 0 ? null : batchOf(taken, answerAll)
    }
    this.#kinds.push({ isOneStatement, isAsked: () => waiting.length > 0, take })
    return (ask) =>
      new Promise<Answer>((resolve, reject) => {
        waiting.push({ ask, resolve, reject })
        this.#schedule()
      })
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#run()
  }

  #takeAll(): Batch[] {
    this.#scheduled = false
    const batches = this.#kinds.map(({ take }) => take()).filter((batch) => batch !== null)
    this.#lastSize = batches.reduce((size, batch) => size + batch.size, 0)
    return batches
  }

  readonly #isOneStatement = (): boolean => {
    const [first, ...others] = this.#kinds.filter(({ isAsked }) => isAsked())
    return first?.isOneStatement === true && others.length === 0
  }

  async #run(): Promise<void> {
    let batches: Batch[] | null = null
    if (this.#lastSize >= busy) await setTimeout(Math.min(this.#lastSize, longestGatheringMs))
    try {
      await this.#database.write(async (writes) => {
        batches = this.#takeAll()
        for (const batch of batches) await batch.run(writes)
      }, this.#isOneStatement)
      this.#each(batches, (batch) => batch.settle())
    } catch (error) {
      // Without a batch the transaction never began: what waits for it must hear of that too.
      this.#each(batches ?? this.#takeAll(), (batch) => batch.fail(error))
    }
  }

  #each(batches: readonly Batch[] | null, act: (batch: Batch) => void): void {
    for (const batch of batches ?? []) act(batch)
  }
}

function batchOf<Ask, Answer>(taken: readonly Waiting<Ask, Answer>[], answerAll: AnswerAll<Ask, Answer>): Batch {
  let answers: readonly Answer[] = []
  return {
    size: taken.length,
    run: async (writes) => {
      answers = await answerAll(writes, taken.map(({ ask }) => ask))
    },
    settle: () => taken.forEach(({ resolve }, place) => resolve(answers[place] as Answer)), // as many answers as questions
    fail: (error) => taken.forEach(({ reject }) => reject(error)),
  }
}

/**
 * Puts questions into rounds so that no two of one round are about the same thing: those that are answered by one statement
 * must not stand in each other's way. About the same thing, they keep their order.
 */
export function roundsOf<Ask>(asks: readonly Ask[], thingsOf: (ask: Ask) => readonly string[]): Ask[][] {
  const rounds: Ask[][] = []
  const next = new Map<string, number>()
  for (const ask of asks) {
    const things = thingsOf(ask)
    const round = Math.max(...things.map((thing) => next.get(thing) ?? 0))
    for (const thing of things) next.set(thing, round + 1)
    const members = rounds[round] ?? []
    rounds[round] = members
    members.push(ask)
  }
  return rounds
}
