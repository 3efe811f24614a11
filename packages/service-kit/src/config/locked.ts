import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigurationError } from './read-env.ts'

/** Nobody who writes takes longer: a lock that is older was left by a process that ended, or that is stopped. */
const longestMs = 10_000

/**
 * Does work while nobody else does any under the same lock file. Who was stopped for so long that another came has to ask
 * before anything is written: `mustHold` throws then, and the lock of the other stays. Throws a `ConfigurationError` when it
 * is held for too long.
 */
export async function locked<Result>(lock: string, work: (mustHold: () => void) => Result | Promise<Result>): Promise<Result> {
  const mine = await take(lock)
  try {
    return await work(() => {
      if (holderOf(lock) !== mine) throw new ConfigurationError(`The lock ${lock} was taken over by another process: nothing was written.`)
    })
  } finally {
    if (holderOf(lock) === mine) unlinkSync(lock)
  }
}

async function take(lock: string): Promise<string> {
  const mine = randomUUID()
  const until = Date.now() + 2 * longestMs
  while (!taken(lock, mine)) {
    if (Date.now() > until) throw new ConfigurationError(`Another process holds ${lock}.`)
    await sleep(50)
  }
  return mine
}

function taken(lock: string, mine: string): boolean {
  try {
    const handle = openSync(lock, 'wx', 0o600)
    writeSync(handle, mine)
    closeSync(handle)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    breakOld(lock)
    return false
  }
}

/** Puts an old lock out of the way. What is moved may be a new one by then, of somebody who was as quick: that one is put back. */
function breakOld(lock: string): void {
  const holder = holderOf(lock)
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
  if (Date.now() - made <= longestMs) return
  const aside = `${lock}.${randomUUID()}`
  ignoring(['ENOENT'], () => renameSync(lock, aside))
  if (holderOf(aside) !== holder) ignoring(['ENOENT', 'EEXIST'], () => linkSync(aside, lock))
  ignoring(['ENOENT'], () => unlinkSync(aside))
}

/** Null where there is no lock. */
function holderOf(lock: string): string | null {
  try {
    return readFileSync(lock, 'utf8')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return null
  }
}

function ignoring(codes: readonly string[], work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!codes.includes(codeOf(error))) throw error
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''
