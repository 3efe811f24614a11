import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'

export const settings: readonly SettingDescription[] = [
  { name: 'NETWORK_FILE', meaning: 'File with the public facts of the network; wallets are told what trust rests on, and types', example: '.data/network.json', preset: null },
  { name: 'PORT', meaning: 'Port to listen on', example: '4730', preset: '4730' },
  { name: 'HOST', meaning: 'Address or name to listen on', example: '0.0.0.0', preset: 'localhost' },
  { name: 'DIST_DIR', meaning: 'Folder with the built wallet', example: '/srv/wallet', preset: 'wallet/dist' },
]

/** What the wallet's server is told from outside. */
export interface WalletServerConfig {
  readonly networkFile: string
  readonly dist: string
  readonly port: number
  readonly host: string
}

/** Reads the configuration; what is wrong with it comes as a list, all of it at once. */
export function readConfig(env: NodeJS.ProcessEnv): WalletServerConfig | { readonly problems: readonly string[] } {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  const networkFile = given('NETWORK_FILE') ?? ''
  const dist = given('DIST_DIR') ?? join(import.meta.dirname, '..', '..', 'dist')
  const port = Number(given('PORT') ?? 4730)
  const problems: string[] = []
  if (networkFile === '') problems.push('NETWORK_FILE: is missing; for example .data/network.json')
  else if (!existsSync(networkFile)) problems.push(`NETWORK_FILE: there is no file ${networkFile}`)
  if (!existsSync(join(dist, 'index.html'))) problems.push(`DIST_DIR: nothing is built at ${dist}; run the build first`)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push('PORT: must be a whole number up to 65535')
  return problems.length === 0 ? { networkFile, dist, port, host: given('HOST') ?? 'localhost' } : { problems }
}
