import { resolve } from 'node:path'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'
import { CannotStart } from './cannot-start.ts'

export const settings: readonly SettingDescription[] = [
  { name: 'COUNTERFOIL_DATA_DIR', meaning: 'Folder in which everything is kept', example: '/var/lib/counterfoil', preset: '.data' },
  { name: 'COUNTERFOIL_PORT_BASE', meaning: 'First of the ports, which lie ten apart; also `--port-base`', example: '5700', preset: '4700' },
  { name: 'COUNTERFOIL_RESET', meaning: '`1` to begin afresh; also `--reset`', example: '1', preset: '0' },
]

export interface NeighbourhoodSettings {
  readonly dataDir: string
  readonly portBase: number
  readonly reset: boolean
}

/** Reads what `npm start` was told. Throws `CannotStart`. */
export function readSettings(env: NodeJS.ProcessEnv): NeighbourhoodSettings {
  const portBase = Number(env['COUNTERFOIL_PORT_BASE'] ?? 4700)
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) throw new CannotStart('The port base is a whole number from 1024 to 65000, like --port-base 5700.')
  return { dataDir: resolve(env['COUNTERFOIL_DATA_DIR'] ?? '.data'), portBase, reset: env['COUNTERFOIL_RESET'] === '1' }
}
