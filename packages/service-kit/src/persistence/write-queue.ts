import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Writes } from './database.ts'

interface Waiting {
  /** Whether it is whole without a transaction; asked just before it is run. */
  readonly isWhole: () => boolean
  readonly runBare: (writes: Writes) => Promise<void>
  readonly run: (writes: Writes, savepoint: boolean) => Promise<void>
  readonly settle: () => void
  readonly reject: (error: unknown) => void
}

/** A unit that takes longer than this is rolled back, so that none can hold the queue for ever. */
const longestUnit = 5000
const largestBatch = 256

/**
 * Runs units of work one after another on one connection. Units that wait while a commit is under way share the next
 * transaction (group commit), each in a savepoint of its own, so that one which throws is undone alone.
 */
export class WriteQueue {
  readonly #writes: Writes
  #waiting: Waiting[] = []
  #between: (() => Promise<void>)[] = []
  #running: Promise<void> | null = null

  constructor(writes: Writes) {
    this.#writes = writes
  }

  /** `isWhole` tells whether the unit is one statement, which the database does whole or not at all by itself: alone, it needs no transaction around it. */
  enqueue<Result>(unit: (writes: Writes) => Promise<Result>, isWhole: () => boolean = () => false): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      let result: Result
      this.#waiting.push({
        isWhole,
        runBare: async (writes) => {
          result = await unit(writes)
        },
        run: async (writes, savepoint) => {
          result = await this.#attempt(unit, writes, savepoint)
        },
        settle: () => resolve(result),
        reject,
      })
      this.#running ??= this.#work()
    })
  }

  /** Runs what SQLite doesn't do within a transaction, between two of them. */
  between<Result>(work: (writes: Writes) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#between.push(() => work(this.#writes).then(resolve, reject))
      this.#running ??= this.#work()
    })
  }

  /** Resolves when everything that was enqueued has been committed or rejected. */
  async drain(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #work(): Promise<void> {
    // One turn of the event loop lets the units of requests that arrived together share a transaction.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length + this.#between.length > 0) {
      for (const work of this.#between.splice(0)) await work()
      const batch = this.#waiting.slice(0, largestBatch)
      this.#waiting = this.#waiting.slice(largestBatch)
      if (batch.length > 0) await this.#commitTogether(batch)
    }
    this.#running = null
  }

  async #commitTogether(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch
    if (batch.length === 1 && first?.isWhole() === true) return first.runBare(this.#writes).then(first.settle, first.reject)
    const done: Waiting[] = []
    try {
      await this.#writes.run('BEGIN IMMEDIATE')
      for (const waiting of batch) {
        try {
          await waiting.run(this.#writes, batch.length > 1)
          done.push(waiting)
        } catch (error) {
          if (batch.length === 1 || error instanceof TransactionLost) throw error
          waiting.reject(error)
        }
      }
      await this.#writes.run('COMMIT')
    } catch (error) {
      await this.#writes.run('ROLLBACK').catch(() => 0)
      for (const waiting of batch) waiting.reject(error)
      return
    }
    for (const waiting of done) waiting.settle()
  }

  async #attempt<Result>(unit: (writes: Writes) => Promise<Result>, writes: Writes, savepoint: boolean): Promise<Result> {
    if (!savepoint) return inTime(unit, writes)
    await writes.run('SAVEPOINT unit')
    try {
      const result = await inTime(unit, writes)
      await writes.run('RELEASE unit')
      return result
    } catch (error) {
      await undo(writes, error)
      throw error
    }
  }
}

/** The database ended the whole transaction: nothing of the batch may count as written. */
class TransactionLost extends Error {}

async function undo(writes: Writes, cause: unknown): Promise<void> {
  try {
    await writes.run('ROLLBACK TO unit')
    await writes.run('RELEASE unit')
  } catch {
    throw new TransactionLost('The database ended the transaction of this unit of work.', { cause })
  }
}

/** Gives the unit a handle that dies with it: a statement that it sends too late must not land in another's unit. */
async function inTime<Result>(unit: (writes: Writes) => Promise<Result>, writes: Writes): Promise<Result> {
  let over = false
  const guard = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => (over ? Promise.reject(new Error('This unit of work has ended.')) : ask())
  const handle: Writes = {
    all: (sql, parameters) => guard(() => writes.all(sql, parameters)),
    first: (sql, parameters) => guard(() => writes.first(sql, parameters)),
    run: (sql, parameters) => guard(() => writes.run(sql, parameters)),
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    // Mostly the machine is busy with something else: nothing was written, and asking again may succeed.
    timer = setTimeout(() => reject(new Refusal('temporarily_unavailable', { detail: 'a unit of work took too long and was rolled back' })), longestUnit)
  })
  try {
    return await Promise.race([unit(handle), late])
  } finally {
    over = true
    clearTimeout(timer)
  }
}
