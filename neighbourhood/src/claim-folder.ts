import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import type { Places } from './places.ts'

const lockName = 'running.pid'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Takes the data folder for this process; a second one would write beside the first. */
export function claimFolder(dataDir: string): { release(): void } {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch {
    throw new CannotStart(`The folder ${dataDir} can't be made or written to.`)
  }
  const file = join(dataDir, lockName)
  const holder = readHolder(file)
  if (holder !== null && holder !== process.pid && isAlive(holder)) {
    throw new CannotStart(`Counterfoil is running on ${dataDir} already (process ${holder}). Stop it first, with Ctrl-C in its window.`)
  }
  writeFileSync(file, `${process.pid}`)
  return { release: () => rmSync(file, { force: true }) }
}

function readHolder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)))
  })

/** Checks every port before anything starts, and names those in use. */
export async function checkPorts({ ports }: Places): Promise<void> {
  const taken: string[] = []
  for (const [name, port] of Object.entries(ports)) if (!(await isFree(port))) taken.push(`${port} (for the ${name})`)
  if (taken.length === 0) return
  throw new CannotStart(`Port ${taken.join(', ')} is in use by another program. Stop it, or choose other ports: npm start -- --port-base 5700`)
}
