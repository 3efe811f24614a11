import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader, type Question } from '@counterfoil/shared/ledger/ledger-reader'
import { restingLedger } from '@counterfoil/shared/ledger/resting-ledger'

let asked: number
let clock: ReturnType<typeof fixedClock>
/** The newest block, which nobody in these tests asks for. */
const isProbe = (questions: readonly Question<unknown>[]): boolean => questions[0]?.method === 'eth_getBlockByNumber'
const failing = (error: Error): LedgerReader => {
  const reader: LedgerReader = {
    ask: (questions) => {
      if (!isProbe(questions)) asked += 1
      return Promise.reject(error)
    },
  }
  return restingLedger(reader, clock)
}
beforeEach(() => {
  asked = 0
  clock = fixedClock(1_800_000_000)
})

describe('a ledger', () => {
  it('that gave no answer is left alone for five seconds', async () => {
    const ledger = failing(new LedgerUnavailable('cut off'))
    await expect(ledger.ask([])).rejects.toThrow('cut off')
    clock.advance(4)
    await expect(ledger.ask([])).rejects.toThrow('a moment ago')
    expect(asked).toBe(1)
    clock.advance(1)
    await expect(ledger.ask([])).rejects.toThrow('cut off')
  })

  it('that gave a doubtful answer stays doubtful, and never seems to be merely away', async () => {
    const ledger = failing(new LedgerDoubtful('another chain'))
    for (let time = 0; time < 3; time += 1) await expect(ledger.ask([])).rejects.toThrow(LedgerDoubtful)
    expect(asked).toBe(3)
  })

  it('that failed at once is asked again at once by whoever minds only waiting', async () => {
    const reader: LedgerReader = { ask: () => Promise.reject(new LedgerUnavailable((asked += 1) > 2 ? 'cut off later' : 'cut off')) }
    const ledger = restingLedger(reader, clock, { slowerThanMs: 1000 })
    for (let time = 0; time < 2; time += 1) await expect(ledger.ask([])).rejects.toThrow('cut off')
    await expect(ledger.ask([])).rejects.toThrow('later')
  })

  it('that kept somebody waiting is left alone by them', async () => {
    const reader: LedgerReader = {
      ask: async (questions) => {
        if (!isProbe(questions)) asked += 1
        await new Promise((resolve) => setTimeout(resolve, 30))
        throw new LedgerUnavailable('cut off')
      },
    }
    const ledger = restingLedger(reader, clock, { slowerThanMs: 20 })
    await expect(ledger.ask([])).rejects.toThrow('cut off')
    await expect(ledger.ask([])).rejects.toThrow('a moment ago')
    expect(asked).toBe(1)
  })

  it('that gives no answer about one identity, and still lives, is asked about all others', async () => {
    const reader: LedgerReader = {
      ask: async (questions) => {
        if (!isProbe(questions)) throw new LedgerUnavailable((asked += 1) === 1 ? 'an answer too large' : 'asked')
        return [null] as never // an answer is all that matters
      },
    }
    const ledger = restingLedger(reader, clock)
    await expect(ledger.ask([])).rejects.toThrow('an answer too large')
    await new Promise((resolve) => setImmediate(resolve))
    await expect(ledger.ask([])).rejects.toThrow('asked')
  })

  it('is asked again when the clock was set back', async () => {
    const ledger = failing(new LedgerUnavailable('cut off'))
    await expect(ledger.ask([])).rejects.toThrow('cut off')
    clock.advance(-3600)
    await expect(ledger.ask([])).rejects.toThrow('cut off')
  })
})
