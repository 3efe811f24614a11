import { readFileSync, readlinkSync } from 'node:fs'

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

/** When the kernel began a process, in its ticks; null where that can't be seen, and for one that has ended. @see proc(5), "/proc/pid/stat" */
function startOf(pid: number): string | null {
  const told = textOf(`/proc/${pid}/stat`)
  // The name of the program, in brackets, may hold anything.
  const [state, ...fields] = told?.slice(told.lastIndexOf(')') + 2).split(' ') ?? []
  return state === undefined || state === 'Z' || state === 'X' ? null : (fields[18] ?? null)
}

/** One run of one machine, as far as its processes see one another: containers number theirs apart. Null where that isn't told. */
function machineNow(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}

/** What tells this process from every other one, also from a later one of the same number; null where the system doesn't tell. */
export function processMark(): string | null {
  const [machine, start] = [machineNow(), startOf(process.pid)]
  return machine === null || start === null ? null : `${machine}/${process.pid}/${start}`
}

/** Whether a process is known to have ended: it ran on this machine, since its last start, and does no more. Of any other nothing is known. */
export function hasEnded(mark: string): boolean {
  const [, machine, pid, start] = /^(.+)\/(\d+)\/(\d+)$/.exec(mark) ?? []
  if (machine === undefined || machine !== machineNow()) return false
  const number = Number(pid)
  if (!exists(number)) return true
  // Who isn't shown another's processes sees that there is one, and not when it began.
  const seen = textOf(`/proc/${number}/stat`)
  return seen !== null && startOf(number) !== start
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
