import type { preHandlerHookHandler } from 'fastify'

let waiting: (() => void)[] = []

function handleAll(): void {
  const arrived = waiting
  waiting = []
  for (const handle of arrived) handle()
}

/**
 * A `preHandler` for routes that work with keys: requests that were read in one turn of the event loop are handled one right
 * after another. What a processor has at hand from one is of use to the next; between other work, importing a key takes twice as long.
 */
export const together: preHandlerHookHandler = (_request, _reply, done) => {
  waiting.push(done)
  if (waiting.length === 1) setImmediate(handleAll)
}
