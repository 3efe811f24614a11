import { expect } from 'vitest'

const text = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ index, name: `member ${index}` })))

/** CPU time of this thread, in µs: whoever else is busy on the machine doesn't count. */
function cpuTimeOf(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return user + system
}

let yardstick: number | null = null

/** CPU time of parsing a megabyte of JSON; of many, since the clock of a thread is coarse. */
function timeOfAMegabyte(): number {
  const times = 20
  yardstick ??= cpuTimeOf(() => Array.from({ length: times }, () => JSON.parse(text) as unknown)) / times
  return yardstick
}

/**
 * Does the work, and expects that it takes no longer than the platform takes to parse a megabyte of JSON so many times:
 * input that keeps a program busy costs thousands of times that.
 */
export function inNoTime(work: () => unknown, times = 50): void {
  expect(cpuTimeOf(work) / timeOfAMegabyte()).toBeLessThan(times)
}
