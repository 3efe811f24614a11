import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallerCounts } from '@counterfoil/service-kit/http/caller-counts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }))
afterEach(() => void vi.useRealTimers())

describe('counts of callers', () => {
  it('hold one who did more than the most, and tell the seconds until their stretch of time is over', () => {
    const counts = new CallerCounts(2, 60_000)
    expect([counts.add('one'), counts.add('one')]).toEqual([0, 0])
    vi.setSystemTime(20_500)
    expect([counts.add('one'), counts.add('other')]).toEqual([40, 0])
    vi.setSystemTime(60_000)
    expect(counts.add('one')).toBe(0)
  })

  it('are full at the most, and asking counts nothing', () => {
    const counts = new CallerCounts(1, 60_000)
    expect([counts.whenFull('one'), counts.whenFull('one'), counts.add('one'), counts.whenFull('one'), counts.whenFull('other')]).toEqual([0, 0, 0, 60, 0])
  })

  it('remember those who came last', () => {
    const counts = new CallerCounts(1, 60_000)
    counts.add('often')
    counts.add('once')
    for (let other = 0; other < 4998; other += 1) counts.add(`other ${other}`)
    counts.add('often')
    counts.add('new')
    expect([counts.whenFull('often'), counts.whenFull('once')]).toEqual([60, 0])
  })
})
