// Preloaded into a service that is measured: tells what it holds once everything that nobody refers to is gone.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** In bytes. */
export interface Memory {
  /** What the operating system has given to the process. */
  readonly resident: number
  /** Objects, and the bytes outside the heap that they hold. */
  readonly held: number
}

function measure(): Memory {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  // What a first collection finalises, a second one frees.
  collectGarbage()
  collectGarbage()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { resident: rss, held: heapUsed + external }
}

process.on('message', (question) => {
  if (question === 'memory') process.send?.(measure())
})
