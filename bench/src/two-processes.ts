import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { JudgeJob, Judging } from './judge-main.ts'
import type { Rounds } from './measure.ts'

const roundMs = 500
const rounds = 10

export interface OneAndTwo {
  readonly one: Rounds
  readonly two: Rounds
}

/**
 * What one process does each second, and two at the same time: presentations verified, and raw crypto alone, in turn. By the clock on the
 * wall, for that is the question; so it says something only of a machine on which nobody else works. What raw crypto gains by the second process is what the
 * machine has to give: processors that share a core, or a host, give less than twice.
 */
export async function measureTwoProcesses(): Promise<Readonly<Record<Judging, OneAndTwo>>> {
  const judges = [startJudge(), startJudge()] as const
  const rates = { presentation: { one: [] as number[], two: [] as number[] }, crypto: { one: [] as number[], two: [] as number[] } }
  // Each process is alone in turn: neither's luck with its machine code may stand for both.
  const measure = async (judging: Judging, alone: ChildProcess): Promise<void> => {
    const { one, two } = rates[judging]
    one.push(await judged(alone, judging))
    const [first, second] = await Promise.all(judges.map((judge) => judged(judge, judging)))
    two.push((first ?? 0) + (second ?? 0))
  }
  try {
    for (const judge of judges) await judged(judge, 'presentation')
    for (let round = 0; round < rounds; round += 1) {
      const alone = round % 2 === 0 ? judges[0] : judges[1]
      await measure('presentation', alone)
      await measure('crypto', alone)
    }
    return rates
  } finally {
    for (const judge of judges) judge.disconnect()
  }
}

const startJudge = (): ChildProcess => fork(join(import.meta.dirname, 'judge-main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })

/** How many a second, as the process itself counted. */
async function judged(judge: ChildProcess, judging: Judging): Promise<number> {
  judge.send({ judging, milliseconds: roundMs } satisfies JudgeJob)
  const [rate] = (await once(judge, 'message')) as [number]
  return rate
}
