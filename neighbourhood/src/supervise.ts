import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { beginAfresh } from './existing-network.ts'

export interface ProgramToRun {
  readonly name: string
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  /** Answers 200 when the program can do its work. */
  readonly readyUrl: string
  /** Modules to load before the program; tests listen to its steps with them. */
  readonly preload?: readonly string[]
}

/** A program that is kept running. */
export interface Supervised {
  readonly name: string
  readonly pid: number | undefined
  kill(signal: NodeJS.Signals): void
  /** Ends it and starts it again, with more environment when given. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>
  /** Ends it and leaves it ended, until it is started again by `restart`. */
  halt(): Promise<void>
  ready(): Promise<void>
  stop(): Promise<void>
}

/** After these a program's end was meant. */
const ending: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT']
/** Who hinders it ends sooner; a laden machine only takes its time. */
const startLimit = 180_000
const stopLimit = 10_000
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot', 'NODE_COMPILE_CACHE']

/** Starts a program and starts it again when it dies, later each time; its output goes to a file of its own. */
export function supervise(program: ProgramToRun, logsDir: string, onTrouble: (words: string) => void): Supervised {
  mkdirSync(logsDir, { recursive: true })
  const log = createWriteStream(join(logsDir, `${program.name}.log`), { flags: 'a' })
  let child: ChildProcess
  let stopping = false
  let killed = false
  let failures = 0
  let said = ''
  let wasReady = false
  let gaveUp = false
  const launch = (more: Readonly<Record<string, string>> = {}): void => {
    const imports = [join(import.meta.dirname, 'leave-with-parent.ts'), ...(program.preload ?? [])].flatMap((file) => ['--import', file])
    const env = Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
    const started = spawn(process.execPath, [...imports, program.file], { env: { ...env, ...program.env, ...more }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    child = started
    killed = false
    said = ''
    started.stdout?.on('data', (chunk: Buffer) => log.write(chunk))
    started.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-2000)
      log.write(chunk)
    })
    started.once('exit', (code, signal) => {
      noteEnd(logsDir, { program: program.name, planned: stopping || killed, code, signal })
      if (stopping || child !== started) return
      // What hinders a program from starting hinders it again; all that it said is there when its output has ended.
      if (!wasReady && signal === null) {
        started.once('close', () => {
          gaveUp = true
        })
        return
      }
      failures += 1
      const pause = Math.min(10_000, 250 * 2 ** failures)
      onTrouble(`${program.name} ended unexpectedly (${signal ?? `code ${code ?? '?'}`}); starting it again.`)
      setTimeout(() => {
        if (!stopping && child === started) launch()
      }, pause)
    })
  }
  const ended = (): Promise<void> => new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve())))
  const end = async (): Promise<void> => {
    const last = setTimeout(() => child.kill('SIGKILL'), stopLimit)
    child.kill('SIGTERM')
    await ended()
    clearTimeout(last)
  }
  launch()
  const ready = async (): Promise<void> => {
    const until = Date.now() + startLimit
    while (Date.now() < until) {
      if (await answers(program.readyUrl)) {
        failures = 0
        wasReady = true
        return
      }
      if (failures > 3 || gaveUp) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new CannotStart(`${reasonIn(said) ?? `${program.name} did not start: see ${join(logsDir, `${program.name}.log`)}`}\n${beginAfresh}`)
  }
  return {
    name: program.name,
    get pid() {
      return child.pid
    },
    kill: (signal) => {
      killed ||= ending.includes(signal)
      child.kill(signal)
    },
    ready,
    halt: async () => {
      stopping = true
      await end()
    },
    restart: async (more) => {
      const old = child
      stopping = true
      await end()
      stopping = false
      if (child === old) launch(more)
      await ready()
    },
    stop: async () => {
      stopping = true
      await end()
      log.end()
    },
  }
}

/** What a program said last, which names it; without the places in its code. */
function reasonIn(said: string): string | null {
  const lines = said.trim().split('\n').filter((line) => line !== '' && !/^\s+at |^Node\.js v/.test(line))
  return lines.length === 0 ? null : lines.slice(-12).join('\n')
}

/** Tells of every end in a log of the supervisor's own: INV-18 looks there for one that nobody planned. */
function noteEnd(logsDir: string, end: { readonly program: string; readonly planned: boolean; readonly code: number | null; readonly signal: string | null }): void {
  appendFileSync(join(logsDir, 'supervisor.log'), `${JSON.stringify({ time: Date.now(), service: 'supervisor', ...end, msg: 'ended' })}\n`)
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
