// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lockWhenIdle, watchIdle } from '@counterfoil/wallet/screens/idle'

const minute = 60_000
let locked = 0
let left: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  locked = 0
  left = new AbortController()
  lockWhenIdle({ lock: () => void (locked += 1) }, left.signal)
})
afterEach(() => {
  left.abort()
  vi.useRealTimers()
})

/** A device that sleeps lets time pass and no timer run. */
const sleep = (milliseconds: number): Date => {
  vi.setSystemTime(Date.now() + milliseconds)
  return new Date()
}
const touch = (sign: string): void => void dispatchEvent(new Event(sign))

describe('a wallet that is left alone', () => {
  it('locks itself, and not while it is touched', () => {
    for (let turn = 0; turn < 4; turn += 1) {
      vi.advanceTimersByTime(4 * minute)
      touch('pointerdown')
    }
    expect(locked).toBe(0)
    vi.advanceTimersByTime(5 * minute)
    expect(locked).toBe(1)
  })

  it.each(['pointerdown', 'keydown', 'input', 'scroll', 'wheel'])('on a device that slept is locked by the first touch, which comes too late: %s', (sign) => {
    sleep(60 * minute)
    touch(sign)
    expect(locked).toBe(1)
  })

  it('is not locked again by who has just opened it', () => {
    sleep(60 * minute)
    touch('keydown')
    touch('keydown')
    expect(locked).toBe(1)
  })
})

describe('a session that is left alone', () => {
  const watched = () => {
    const told: string[] = []
    const touchedElsewhere = watchIdle({ limit: () => 10 * minute, over: () => void told.push('over'), warning: { before: 2 * minute, tell: (isNear) => void told.push(isNear ? 'near' : 'stays') } }, left.signal)
    return { told, touchedElsewhere }
  }

  it('warns two minutes before it ends, and ends', () => {
    const { told } = watched()
    vi.advanceTimersByTime(8 * minute - 1)
    expect(told).toEqual([])
    vi.advanceTimersByTime(1)
    expect(told).toEqual(['near'])
    vi.advanceTimersByTime(2 * minute)
    expect(told).toEqual(['near', 'over', 'stays'])
  })

  it('is extended by any touch, as often as somebody is there, also in another tab', () => {
    const { told, touchedElsewhere } = watched()
    for (let turn = 0; turn < 12; turn += 1) {
      vi.advanceTimersByTime(9 * minute)
      if (turn % 2 === 0) touch('keydown')
      else touchedElsewhere()
    }
    expect(told).toEqual(Array.from({ length: 12 }, () => ['near', 'stays']).flat())
  })
})
