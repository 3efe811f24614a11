import { describe, expect, it } from 'vitest'
import { keyRates } from '@counterfoil/service-kit/keys/key-rates'
import type { KeyEvent } from '@counterfoil/service-kit/keys/key-use'

const key = { id: 'k1', role: 'credential', authority: 'aldermoor' } as const

/** Ends one window after another, in each of which the key signs so often. */
function watch(least = 10): (signatures: number) => readonly KeyEvent[] {
  const judge = keyRates(least)
  let signed = 0
  judge([{ key, operation: 'es256', signed, failed: 0 }])
  return (signatures) => {
    signed += signatures
    return judge([{ key, operation: 'es256', signed, failed: 0 }])
  }
}

describe('the rate of a key', () => {
  it('is told of once when it is more than three times its normal', () => {
    const minute = watch()
    for (let index = 0; index < 30; index += 1) expect(minute(100)).toEqual([])
    expect(minute(290)).toEqual([])
    expect(minute(400)).toMatchObject([{ kind: 'unusual_rate', key, detail: expect.stringMatching(/^es256: 400 in a window whose normal is 10\d$/) }])
    expect(minute(400)).toEqual([])
    for (let index = 0; index < 3; index += 1) expect(minute(100)).toEqual([])
    expect(minute(500)).toHaveLength(1)
  })

  it('is no alarm in the morning after a quiet night', () => {
    const minute = watch()
    for (let index = 0; index < 60; index += 1) minute(100)
    for (let index = 0; index < 600; index += 1) minute(0)
    expect(minute(100)).toEqual([])
  })

  it('becomes normal when it stays', () => {
    const minute = watch()
    for (let index = 0; index < 30; index += 1) minute(100)
    minute(400)
    for (let index = 0; index < 120; index += 1) minute(400)
    minute(100)
    expect(minute(400)).toEqual([])
  })

  it('is not judged while it is new, nor when it is small', () => {
    const minute = watch(10)
    expect([minute(0), minute(1000)].flat()).toEqual([])
    const seldom = watch(10)
    for (let index = 0; index < 30; index += 1) seldom(0)
    expect(seldom(10)).toEqual([])
    expect(seldom(11)).toHaveLength(1)
  })
})
