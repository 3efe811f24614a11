import { closeSync, openSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyNetwork, NetworkAuthority } from '@counterfoil/shared/network/network'
import { ConfigurationError } from './read-env.ts'
import { readNetwork } from './read-files.ts'

/** Nobody who writes the file takes longer: a lock that is older was left by a process that ended. */
const longestMs = 10_000

/** Changes the network file as a whole, one writer at a time; readers see the file before or after, never between. */
export async function changeNetwork(file: string, change: (network: AnyNetwork) => AnyNetwork): Promise<AnyNetwork> {
  const lock = `${file}.lock`
  await take(lock)
  try {
    const changed = change(readNetwork(file))
    writeNetwork(file, changed)
    return changed
  } finally {
    unlinkSync(lock)
  }
}

/** Changes one authority of the network file, which has to be there. */
export const changeAuthority = (file: string, id: string, change: (authority: NetworkAuthority) => NetworkAuthority): Promise<AnyNetwork> =>
  changeNetwork(file, (network) => ({ ...network, authorities: network.authorities.map((one) => (one.id === id ? change(one) : one)) }))

/** Writes the network file so that a reader finds all of it. */
export function writeNetwork(file: string, network: AnyNetwork): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(network, null, 2)}\n`)
  renameSync(`${file}.new`, file)
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
