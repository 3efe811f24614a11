import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasEnded, processMark } from '@counterfoil/service-kit/system/process-mark'
import { startMarked, type MarkedProcess } from '../../support/other-process.ts'

const own = processMark()

describe.skipIf(own === null)('whether a process has ended', () => {
  let other: MarkedProcess
  beforeAll(async () => {
    other = await startMarked()
  })
  afterAll(() => other.kill())

  it('is told by its mark: not while it runs, and once it was killed', async () => {
    expect(hasEnded(own ?? '')).toBe(false)
    expect(hasEnded(other.mark)).toBe(false)
    await other.kill()
    expect(hasEnded(other.mark)).toBe(true)
  })

  it('is so when another runs under its number', () => {
    expect(hasEnded((own ?? '').replace(/\d+$/, (start) => `${Number(start) - 1}`))).toBe(true)
  })

  it.each([
    ['on another machine, or before the last start of this one', (mark: string) => `0${mark}`],
    ['in another container', (mark: string) => mark.replace(/pid:\[\d+\]/, 'pid:[1]')],
    ['without a number', () => 'nobody/x/1'],
    ['that left no mark', () => ''],
  ])('is not known of one %s', (_, change) => {
    expect(hasEnded(change(other.mark))).toBe(false)
  })
})
