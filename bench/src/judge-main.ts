// A process that verifies presentations, or works with their keys alone, for as long as it is told, and tells how many it did in a second.
import { oneJudgement } from './in-process.ts'
import { verifyRaw } from './raw-crypto.ts'

/** What two processes are measured with. */
export type Judging = 'presentation' | 'crypto'

export interface JudgeJob {
  readonly judging: Judging
  readonly milliseconds: number
}

const works = { presentation: await oneJudgement(), crypto: verifyRaw }

process.on('message', ({ judging, milliseconds }: JudgeJob) => {
  const judge = works[judging]
  const work = async (): Promise<number> => {
    const began = performance.now()
    let count = 0
    while (performance.now() < began + milliseconds) {
      await judge()
      count += 1
    }
    return count / ((performance.now() - began) / 1000)
  }
  void work().then((rate) => process.send?.(rate))
})
process.on('disconnect', () => process.exit(0))
