import { closeSync, openSync, statSync, unlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigurationError } from './read-env.ts'

/** Nobody who writes takes longer: a lock that is older was left by a process that ended. */
const longestMs = 10_000

/** Does work while nobody else does any under the same lock file. Throws a `ConfigurationError` when it is held for too long. */
export async function locked<Result>(lock: string, work: () => Result | Promise<Result>): Promise<Result> {
  await take(lock)
  try {
    return await work()
  } finally {
    unlinkSync(lock)
  }
}

async function take(lock: string): Promise<void> {
  const until = Date.now() + 2 * longestMs
  while (!taken(lock)) {
    if (Date.now() > until) throw new ConfigurationError(`Another process holds ${lock}.`)
    await sleep(50)
  }
}

function taken(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - made > longestMs) unlinkSync(lock)
    return false
  }
}
