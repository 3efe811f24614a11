import { resolve } from 'node:path'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'
import { CannotStart } from './cannot-start.ts'

export const settings: readonly SettingDescription[] = [
  { name: 'COUNTERFOIL_DATA_DIR', meaning: 'Folder in which everything is kept', example: '/var/lib/counterfoil', preset: '.data' },
  { name: 'COUNTERFOIL_PORT_BASE', meaning: 'First of the ports, which lie ten apart; also `--port-base`', example: '5700', preset: '4700' },
  { name: 'COUNTERFOIL_TRUST', meaning: 'What trust rests on when a network is founded: `erc1056`, a ledger, or `signed-list`, a list that the councils sign; also `--trust`', example: 'signed-list', preset: 'erc1056' },
  { name: 'LEDGER_RPC_URL', meaning: 'Nodes of a ledger to use instead of a local one, between commas', example: 'http://localhost:4810,http://localhost:4811', preset: null },
  { name: 'LEDGER_FUNDING_KEY_FILE', meaning: 'File with the private key of an account with money there, if gas isn’t free', example: '.rehearsal/funding-key', preset: null },
  { name: 'COUNTERFOIL_RESET', meaning: '`1` to begin afresh; also `--reset`', example: '1', preset: '0' },
]

/** What trust rests on. */
export type TrustKind = 'erc1056' | 'signed-list'

export interface NeighbourhoodSettings {
  readonly dataDir: string
  readonly portBase: number
  readonly reset: boolean
  /** Null when nothing is said: then what is there stays, and what is new has a ledger. */
  readonly trust: TrustKind | null
  /** Null for the local one. */
  readonly ledger: OutsideLedger | null
}

/** A ledger that runs already. */
export interface OutsideLedger {
  readonly rpcUrls: readonly string[]
  readonly fundingKeyFile: string | null
}

/** Reads what `npm start` was told. Throws `CannotStart`. */
export function readSettings(env: NodeJS.ProcessEnv): NeighbourhoodSettings {
  const portBase = Number(env['COUNTERFOIL_PORT_BASE'] ?? 4700)
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) throw new CannotStart('The port base is a whole number from 1024 to 65000, like --port-base 5700.')
  const trust = env['COUNTERFOIL_TRUST'] ?? null
  if (trust !== null && trust !== 'erc1056' && trust !== 'signed-list') throw new CannotStart('Trust rests on erc1056 or on a signed-list, like --trust signed-list.')
  return { trust, dataDir: resolve(env['COUNTERFOIL_DATA_DIR'] ?? '.data'), portBase, reset: env['COUNTERFOIL_RESET'] === '1', ledger: outsideLedger(env) }
}

function outsideLedger(env: NodeJS.ProcessEnv): OutsideLedger | null {
  const rpcUrls = (env['LEDGER_RPC_URL'] ?? '').split(',').map((url) => url.trim()).filter((url) => url !== '')
  const wrong = rpcUrls.find((url) => !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
  if (wrong !== undefined) throw new CannotStart('LEDGER_RPC_URL must be http(s) addresses between commas, like http://localhost:4810,http://localhost:4811.')
  const file = env['LEDGER_FUNDING_KEY_FILE'] ?? ''
  return rpcUrls.length === 0 ? null : { rpcUrls, fundingKeyFile: file === '' ? null : resolve(file) }
}
