import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { LedgerDoubtful, LedgerUnavailable, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { restingLedger } from '@counterfoil/verifier/adapters/resting-ledger'

let asked: number
let clock: ReturnType<typeof fixedClock>
const failing = (error: Error): LedgerReader => {
  const reader: LedgerReader = {
    ask: () => {
      asked += 1
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

  it('is asked again when the clock was set back', async () => {
    const ledger = failing(new LedgerUnavailable('cut off'))
    await expect(ledger.ask([])).rejects.toThrow('cut off')
    clock.advance(-3600)
    await expect(ledger.ask([])).rejects.toThrow('cut off')
  })
})
