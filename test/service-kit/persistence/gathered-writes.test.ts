import { describe, expect, it } from 'vitest'
import type { Database, Writes } from '@counterfoil/service-kit/persistence/database'
import { GatheredWrites, roundsOf } from '@counterfoil/service-kit/persistence/gathered-writes'

/** A database whose transactions are counted, and end as they are told. */
function database(outcomes: ('durable' | 'never begun' | 'not committed')[] = []) {
  let transactions = 0
  const whole: boolean[] = []
  const queue: Database = {
    reads: { all: async () => [], first: async () => null },
    write: async (unit, isWhole = () => false) => {
      transactions += 1
      await new Promise((resolve) => setImmediate(resolve))
      whole.push(isWhole())
      const outcome = outcomes.shift() ?? 'durable'
      if (outcome === 'never begun') throw new Error('busy')
      const result = await unit({} as Writes)
      if (outcome === 'not committed') throw new Error('disk full')
      return result
    },
    close: async () => {},
  }
  return { queue, whole, transactions: () => transactions }
}

const double = async (_writes: Writes, asks: readonly number[]): Promise<number[]> => asks.map((ask) => ask * 2)

describe('gathered writes', () => {
  it('share one transaction and each gets its own answer', async () => {
    const { queue, transactions } = database()
    const gathered = new GatheredWrites(queue)
    const asked: number[][] = []
    const one = gathered.kind(async (writes, asks: readonly number[]) => {
      asked.push([...asks])
      return double(writes, asks)
    })
    const other = gathered.kind(double)
    expect(await Promise.all([one(1), other(10), one(2), one(3)])).toEqual([2, 20, 4, 6])
    expect(transactions()).toBe(1)
    expect(asked).toEqual([[1, 2, 3]])
  })

  it('are whole without a transaction only when all of them are one statement', async () => {
    const { queue, whole } = database()
    const gathered = new GatheredWrites(queue)
    const [single, otherSingle, several] = [gathered.kind(double, { isOneStatement: true }), gathered.kind(double, { isOneStatement: true }), gathered.kind(double)]
    await Promise.all([single(1), single(2)])
    await several(3)
    await Promise.all([single(4), several(5)])
    await Promise.all([single(6), otherSingle(7)])
    expect(whole).toEqual([true, false, false, false])
  })

  it('that come while a transaction runs go into the next', async () => {
    const { queue, transactions } = database()
    const late: Promise<number>[] = []
    const gathered = new GatheredWrites(queue)
    const one = gathered.kind(async (writes, asks: readonly number[]) => {
      if (asks.includes(1)) late.push(one(7))
      return double(writes, asks)
    })
    expect(await one(1)).toBe(2)
    expect(await Promise.all(late)).toEqual([14])
    expect(transactions()).toBe(2)
  })

  it.each(['never begun', 'not committed'] as const)('all hear of a transaction that was %s, and the next ones work', async (outcome) => {
    const { queue } = database([outcome])
    const gathered = new GatheredWrites(queue)
    const [one, other] = [gathered.kind(double), gathered.kind(double)]
    const settled = await Promise.allSettled([one(1), other(2), one(3)])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await one(4)).toBe(8)
  })

  it('of every kind fail when one statement does', async () => {
    const { queue } = database()
    const gathered = new GatheredWrites(queue)
    const broken = gathered.kind<number, number>(() => Promise.reject(new Error('constraint')))
    const well = gathered.kind(double)
    const settled = await Promise.allSettled([broken(1), well(2)])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await well(3)).toBe(6)
  })

  it('beyond 500 of a kind are done in several transactions', async () => {
    const { queue, transactions } = database()
    const one = new GatheredWrites(queue).kind(double)
    const answers = await Promise.all(Array.from({ length: 1200 }, (_, each) => one(each)))
    expect(answers.every((answer, each) => answer === each * 2)).toBe(true)
    expect(transactions()).toBe(3)
  })
})

describe('rounds', () => {
  it('hold no two questions about one thing, and keep the order of those', () => {
    const asks = ['a1', 'b1', 'a2', 'c1', 'a3', 'b2']
    expect(roundsOf(asks, (ask) => [ask.slice(0, 1)])).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']])
  })

  it('look at everything that a question is about', () => {
    const asks = [['offer 1', 'nonce 1'], ['offer 2', 'nonce 1'], ['offer 2', 'nonce 2'], ['offer 3', 'nonce 3']]
    expect(roundsOf(asks, (ask) => ask)).toEqual([[asks[0], asks[3]], [asks[1]], [asks[2]]])
  })

  it('are none of no questions', () => {
    expect(roundsOf([], () => [])).toEqual([])
  })
})
