import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median } from './measure.ts'

const roundMs = 500
const rounds = 5

/**
 * Presentations verified each second by one process, and by two at the same time. By the clock on the wall, for that is the
 * question; so it says something only of a machine with a core for each, on which nobody else works.
 */
export async function measureTwoProcesses(): Promise<{ readonly one: number; readonly two: number }> {
  const judges = [startJudge(), startJudge()] as const
  try {
    for (const judge of judges) await judged(judge)
    const [ones, twos]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      ones.push(await judged(judges[0]))
      const [first, second] = await Promise.all(judges.map(judged))
      twos.push((first ?? 0) + (second ?? 0))
    }
    return { one: median(ones), two: median(twos) }
  } finally {
    for (const judge of judges) judge.disconnect()
  }
}

const startJudge = (): ChildProcess => fork(join(import.meta.dirname, 'judge-main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })

/** How many a second, as the process itself counted. */
async function judged(judge: ChildProcess): Promise<number> {
  judge.send(roundMs)
  const [rate] = (await once(judge, 'message')) as [number]
  return rate
}
