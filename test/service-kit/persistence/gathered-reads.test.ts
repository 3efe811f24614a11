import { describe, expect, it } from 'vitest'
import { gatheredReads } from '@counterfoil/service-kit/persistence/gathered-reads'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('gathered reads', () => {
  it('of requests that came together share a statement, and each gets its own answer', async () => {
    const asked: (readonly number[])[] = []
    const read = gatheredReads(async (asks: readonly number[]) => {
      asked.push(asks)
      await turn()
      return asks.map((ask) => ask * 2)
    })
    expect(await Promise.all([read(1), read(2), read(3)])).toEqual([2, 4, 6])
    expect(asked).toEqual([[1, 2, 3]])
  })

  it('that come while one is under way are of the next, which sees what was written in between', async () => {
    let stored = 'before'
    const late: Promise<string>[] = []
    const read = gatheredReads(async (asks: readonly number[]) => {
      const seen = stored
      if (asks.includes(1)) {
        stored = 'after'
        late.push(read(2))
      }
      await turn()
      return asks.map(() => seen)
    })
    expect(await read(1)).toBe('before')
    expect(await Promise.all(late)).toEqual(['after'])
  })

  it('all hear of a statement that failed, and the next ones work', async () => {
    let broken = true
    const read = gatheredReads(async (asks: readonly number[]) => (broken ? Promise.reject(new Error('busy')) : asks))
    expect((await Promise.allSettled([read(1), read(2)])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    broken = false
    expect(await read(3)).toBe(3)
  })

  it('beyond 500 are done in several statements', async () => {
    let statements = 0
    const read = gatheredReads(async (asks: readonly number[]) => {
      statements += 1
      return asks
    })
    const answers = await Promise.all(Array.from({ length: 1200 }, (_, number) => read(number)))
    expect(answers.every((answer, place) => answer === place)).toBe(true)
    expect(statements).toBe(3)
  })
})
