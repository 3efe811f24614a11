import { createServer } from 'node:net'

export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)))
  })

/**
 * A port that nobody holds now, so that test files and checkouts may run side by side. Not one of those that the system itself
 * gives away: by the time it is listened to, another test's server or connection could have been given it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 9_000)
    if (await isPortFree(port)) return port
  }
}
