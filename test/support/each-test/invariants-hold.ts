import { afterAll, afterEach } from 'vitest'
import { endAll, lookAtAll } from '../watched.ts'

// Hooks of a file run before these, which were there first: a scene that a test closes has looked for itself by then.
afterEach(lookAtAll)
afterAll(async () => {
  if (await endAll()) throw new Error('A watched scene was left open: close it in an afterAll, so that nothing of it outlives its file.')
})
