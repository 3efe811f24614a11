// A process that verifies presentations for as long as it is told, and tells how many it did in a second.
import { oneJudgement } from './in-process.ts'

const judge = await oneJudgement()
process.on('message', (milliseconds: number) => {
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
