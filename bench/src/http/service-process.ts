import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import type { ProgramToRun } from '@counterfoil/neighbourhood/supervise'
import type { Memory } from './report-memory.ts'

/** A service as a process of its own, as an operator would run it. */
export interface ServiceProcess {
  /** Microseconds of CPU time so far, of all its threads. */
  cpuTime(): Promise<number>
  /** What it holds now, once what nobody refers to is collected. */
  memory(): Promise<Memory>
  stop(): Promise<void>
}

/** Starts a program and resolves when it can do its work. `COUNTERFOIL_BENCH_PROFILE` names a folder for CPU profiles. */
export async function startService(program: ProgramToRun, logsDir: string): Promise<ServiceProcess> {
  const log = openSync(join(logsDir, `${program.name}.log`), 'a')
  const profile = process.env['COUNTERFOIL_BENCH_PROFILE']
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${program.name}.cpuprofile`]
  const child = spawn(process.execPath, [...profiling, ...['report-cpu.ts', 'report-memory.ts'].flatMap((file) => ['--import', join(import.meta.dirname, file)]), program.file], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...unlimited, ...program.env },
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  await becomeReady(child, program)
  return {
    cpuTime: processCpuTime(child),
    memory: async () => {
      child.send('memory')
      const [memory] = (await once(child, 'message')) as [Memory]
      return memory
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Asks a process that was started with `report-cpu.ts`. */
export const processCpuTime = (child: ChildProcess) => async (): Promise<number> => {
  child.send('cpu')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

// One address asks for all wallets here. It is counted as ever, and every answer is logged; who else is busy on the machine turns no wallet away.
const unlimited = { REQUESTS_PER_MINUTE: '10000000', MISSES_PER_MINUTE: '10000000', AUTHORITY_REQUESTS_PER_MINUTE: '10000000', OVERLOAD_DELAY_MS: '60000' }
const patience = 60_000

async function becomeReady(child: ChildProcess, { name, readyUrl }: ProgramToRun): Promise<void> {
  const until = Date.now() + patience
  while (Date.now() < until && child.exitCode === null) {
    const ready = await fetch(readyUrl).then(({ ok }) => ok, () => false)
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${name} did not start.`)
}
