import { describe, expect, it } from 'vitest'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { MissLimiter } from '@counterfoil/verifier/http/miss-limiter'

const miss = (): Promise<never> => Promise.reject(new Refusal('not_found'))
const hit = (): Promise<string> => Promise.resolve('found')
const outcome = (limiter: MissLimiter, caller: string, lookUp: () => Promise<string>): Promise<string> => limiter.guard(caller, lookUp).catch((error: Refusal) => error.code)

describe('the limit of misses', () => {
  it('holds up who misses too often, for a while, and nobody else', async () => {
    const clock = fixedClock(1000)
    const limiter = new MissLimiter(clock, { most: 2, within: seconds(60) })
    expect([await outcome(limiter, 'a', miss), await outcome(limiter, 'a', hit), await outcome(limiter, 'a', miss)]).toEqual(['not_found', 'found', 'not_found'])
    expect(await outcome(limiter, 'a', hit)).toBe('too_many_requests')
    expect(await outcome(limiter, 'b', hit)).toBe('found')
    clock.advance(60)
    expect(await outcome(limiter, 'a', hit)).toBe('found')
  })

  it('does not count faults as guesses', async () => {
    const limiter = new MissLimiter(fixedClock(1000), { most: 1, within: seconds(60) })
    await limiter.guard('a', () => Promise.reject(new Error('database'))).catch(() => {})
    expect(await outcome(limiter, 'a', hit)).toBe('found')
  })
})
