import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { isPortFree } from '../support/free-port.ts'
import { root } from '../support/source-files.ts'

export const portOffsets = [0, 10, 20, 30, 40, 50, 60, 65]

/** The first of the ports that `npm start` takes, and that nobody holds. */
export async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 12_000)
    const ports = portOffsets.map((offset) => base + offset)
    if ((await Promise.all(ports.map(isPortFree))).every(Boolean)) return base
  }
}

/** What `npm start` runs, as a process of its own. */
export interface Run {
  readonly child: ChildProcess
  readonly said: () => string
  /** Resolves to the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Resolves when it says so; rejects with what it said when it ends before. */
  readonly ready: Promise<void>
}

export function run(settings: { readonly dataDir: string; readonly portBase: number; readonly reset?: boolean }): Run {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', COUNTERFOIL_DATA_DIR: settings.dataDir, COUNTERFOIL_PORT_BASE: `${settings.portBase}`, COUNTERFOIL_RESET: settings.reset === true ? '1' : '0' }
  const child = spawn(process.execPath, [join(root, 'neighbourhood/src/main.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ended = new Promise<number | string>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing')))
  const ready = new Promise<void>((resolve, reject) => {
    const note = (chunk: Buffer): void => {
      said += chunk.toString()
      if (said.includes('Counterfoil is ready')) resolve()
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    void ended.then(() => reject(new Error(said)))
  })
  ready.catch(() => null)
  return { child, said: () => said, ended, ready }
}

interface ProcessStat {
  readonly pid: number
  readonly parent: number
  readonly isGone: boolean
}

function stats(): ProcessStat[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return [{ pid: Number(name), parent: Number(fields[1]), isGone: fields[0] === 'Z' }]
    } catch {
      return []
    }
  })
}

/** Every process below this one: the services, the ledger's engine and what keeps it. */
export function descendantsOf(pid: number): number[] {
  const all = stats()
  const below = (parent: number): number[] => all.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...below(one.pid)])
  return below(pid)
}

export const stillThere = (pids: readonly number[]): number[] => {
  const running = new Set(stats().filter(({ isGone }) => !isGone).map(({ pid }) => pid))
  return pids.filter((pid) => running.has(pid))
}

/** It ended by itself, with one clear thing to read and no place in any code. */
export async function expectRefusal(refused: Run, ...words: readonly string[]): Promise<void> {
  expect([await refused.ended, refused.said()]).toEqual([1, expect.stringContaining(words[0] ?? '')])
  for (const word of words) expect(refused.said()).toContain(word)
  expect(refused.said()).not.toMatch(/^\s+at |node:internal|Error:/m)
  expect(stillThere(descendantsOf(refused.child.pid ?? 0))).toEqual([])
}
