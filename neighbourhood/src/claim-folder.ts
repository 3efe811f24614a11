import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'

const lockName = 'running.pid'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** When a process began, where the system tells: another one may have its number by now. */
function beginningOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

/** Takes the data folder for this process; a second one would write beside the first. Throws `CannotStart`. */
export function claimFolder(dataDir: string): { release(): void } {
  const file = join(dataDir, lockName)
  const holder = readHolder(file)
  if (holder !== null) {
    throw new CannotStart(`Counterfoil is running on ${dataDir} already (process ${holder}). Stop it first: Ctrl-C in its window, or kill ${holder}.`)
  }
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, `${process.pid} ${beginningOf(process.pid)}`)
  } catch {
    throw new CannotStart(`The folder ${dataDir} can't be made or written to.`)
  }
  const release = (): void => rmSync(file, { force: true })
  process.once('exit', release)
  return {
    release: () => {
      process.removeListener('exit', release)
      release()
    },
  }
}

/** The process that has the folder; null when there is none, or it is gone. */
function readHolder(file: string): number | null {
  if (!existsSync(file)) return null
  const [number = '', beginning = ''] = readFileSync(file, 'utf8').trim().split(' ')
  const pid = Number(number)
  const isOther = Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)
  return isOther && (beginning === '' || beginning === beginningOf(pid)) ? pid : null
}

/** Forgets everything in a folder that this process has taken. */
export function forgetEverything(dataDir: string, onProgress: (words: string) => void): void {
  for (const name of readdirSync(dataDir)) if (name !== lockName) rmSync(join(dataDir, name), { recursive: true, force: true })
  onProgress(`Forgot everything under ${dataDir}`)
}
