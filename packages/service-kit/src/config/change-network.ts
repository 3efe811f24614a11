import { renameSync, writeFileSync } from 'node:fs'
import type { AnyNetwork, NetworkAuthority } from '@counterfoil/shared/network/network'
import { locked } from './locked.ts'
import { readNetwork } from './read-files.ts'

/** Changes the network file as a whole, one writer at a time; readers see the file before or after, never between. */
export function changeNetwork(file: string, change: (network: AnyNetwork) => AnyNetwork): Promise<AnyNetwork> {
  return locked(`${file}.lock`, (mustHold) => {
    const changed = change(readNetwork(file))
    mustHold()
    writeNetwork(file, changed)
    return changed
  })
}

/** Changes one authority of the network file, which has to be there. */
export const changeAuthority = (file: string, id: string, change: (authority: NetworkAuthority) => NetworkAuthority): Promise<AnyNetwork> =>
  changeNetwork(file, (network) => ({ ...network, authorities: network.authorities.map((one) => (one.id === id ? change(one) : one)) }))

/** Writes the network file so that a reader finds all of it. */
export function writeNetwork(file: string, network: AnyNetwork): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(network, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}
