import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { compareClock, presentSecond, secondsAhead } from '@counterfoil/wallet/adapters/server-clock'

const right = Date.parse('2026-11-30T16:00:00Z')
const year = 365 * 86_400
const answered = (date: string | null): Response => new Response(null, { headers: date === null ? {} : { date } })
const answeredNow = (): Response => answered(new Date(right).toUTCString())

beforeEach(() => void vi.useFakeTimers({ now: right, toFake: ['Date', 'performance'] }))
afterEach(() => {
  vi.setSystemTime(right)
  compareClock(answeredNow())
  vi.useRealTimers()
})

describe('the clock', () => {
  it.each([
    ['is right', 0, 0],
    ['is a minute ahead, as issuers and verifiers allow', 60, 0],
    ['is a year ahead', year, year],
    ['is a year behind', -year, -year],
  ])('of a device that %s', (_what, by, expected) => {
    vi.setSystemTime(right + by * 1000)
    compareClock(answeredNow())
    expect([secondsAhead(), presentSecond()]).toEqual([expected, right / 1000 + by - expected])
  })

  it.each([null, '', 'yesterday'])('is the device’s where the server says %j', (date) => {
    vi.setSystemTime(right + year * 1000)
    compareClock(answered(date))
    expect([secondsAhead(), presentSecond()]).toEqual([0, right / 1000 + year])
  })

  it('is the device’s again once it was set right', () => {
    vi.setSystemTime(right + year * 1000)
    compareClock(answeredNow())
    vi.advanceTimersByTime(120_000)
    expect(secondsAhead()).toBe(year)
    vi.setSystemTime(right + 120_000)
    expect([secondsAhead(), presentSecond()]).toEqual([0, right / 1000 + 120])
  })
})
