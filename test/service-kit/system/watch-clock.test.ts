import { describe, expect, it, onTestFinished } from 'vitest'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { watchClock } from '@counterfoil/service-kit/system/watch-clock'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

const start = 1_764_000_000

/** A clock on the wall, a hand that nobody sets, and what was heard of the one by the other. */
function watched() {
  const clock = fixedClock(start)
  let steady = 100
  const heard: number[] = []
  const watch = watchClock({ clock, logger: Object.assign(createLogger('test'), { level: 'silent' }), steady: () => steady, onSetBack: async (then) => heard.push(then - start) })
  onTestFinished(() => watch.stop())
  return {
    heard,
    after: async (passed: number, moved = passed) => {
      steady += passed
      clock.advance(moved)
      await watch.look()
    },
  }
}

describe('a clock that is watched', () => {
  it('is left alone while it goes, is adjusted a little, or is set forward', async () => {
    const { heard, after } = watched()
    await after(1)
    await after(1, 0)
    await after(1, -1)
    await after(1, 3600)
    await after(3600)
    expect(heard).toEqual([])
  })

  it('that is set back is told by the time as it was, once', async () => {
    const { heard, after } = watched()
    await after(10)
    await after(1, -3600)
    await after(1)
    expect(heard).toEqual([11])
    await after(5, -60)
    expect(heard).toEqual([11, 10 - 3600 + 1 + 5])
  })
})
