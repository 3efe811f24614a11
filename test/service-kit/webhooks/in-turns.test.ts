import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inTurns } from '@counterfoil/service-kit/webhooks/in-turns'

describe('work that is done in turns', () => {
  it('is never done twice at a time, and once more for all who asked meanwhile', async () => {
    let [running, most, done] = [0, 0, 0]
    const turn = inTurns(async () => {
      most = Math.max(most, (running += 1))
      await setImmediate()
      running -= 1
      done += 1
    })
    await Promise.all([turn(), turn(), turn()])
    expect([most, done]).toEqual([1, 2])
    await turn()
    expect(done).toBe(3)
  })

  it('goes on after a failure, of which who asked hears', async () => {
    let isBroken = true
    const turn = inTurns(async () => {
      await setImmediate()
      if (isBroken) throw new Error('broken')
    })
    await expect(turn()).rejects.toThrow('broken')
    isBroken = false
    await expect(turn()).resolves.toBeUndefined()
  })
})
