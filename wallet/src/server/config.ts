import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'
import type { KnownRequesters } from '@counterfoil/shared/network/network'
import { isKnownRequesters } from '@counterfoil/shared/network/parse-network'
import { certificatesInPem } from '@counterfoil/shared/x509/certificate'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { callsSettings, readCallsConfig, type CallsConfig } from './calls-config.ts'

export const settings: readonly SettingDescription[] = [
  { name: 'NETWORK_FILE', meaning: 'File with the public facts of the network; wallets are told what trust rests on, and types', example: '.data/network.json', preset: null },
  { name: 'REQUESTERS_FILE', meaning: 'File that says by whom verifiers beyond the network are known, as JSON ([which](verifier-protocol.md#whom-our-wallet-answers))', example: '/etc/counterfoil/requesters.json', preset: '' },
  { name: 'PORT', meaning: 'Port to listen on', example: '4730', preset: '4730' },
  { name: 'HOST', meaning: 'Address or name to listen on', example: '0.0.0.0', preset: 'localhost' },
  { name: 'DIST_DIR', meaning: 'Folder with the built wallet', example: '/srv/wallet', preset: 'wallet/dist' },
  ...callsSettings,
]

/** What the wallet's server is told from outside. */
export interface WalletServerConfig {
  readonly networkFile: string
  /** By whom verifiers beyond the network are known. */
  readonly requesters?: KnownRequesters
  readonly dist: string
  readonly port: number
  readonly host: string
  /** What it does beside handing out files; null or absent for nothing. */
  readonly calls?: CallsConfig | null
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
  const requesters = readRequesters(given('REQUESTERS_FILE'))
  if (requesters === null) problems.push('REQUESTERS_FILE: must be JSON with `anchors`, certificates in PEM (P-256, SHA-256), and `attesters`, each with `iss`, `name` and `jwks`')
  const calls = readCalls(env)
  if (calls !== null && 'problems' in calls) problems.push(...calls.problems)
  return problems.length === 0 && requesters !== null ? { networkFile, dist, port, host: given('HOST') ?? 'localhost', requesters, calls: calls as CallsConfig | null } : { problems }
}

function readCalls(env: NodeJS.ProcessEnv): CallsConfig | null | { readonly problems: readonly string[] } {
  try {
    return readCallsConfig(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return { problems: error.message.split('\n').map((line) => line.trim()) }
    throw error
  }
}

/** Null for a file that can't be used. */
function readRequesters(file: string | undefined): KnownRequesters | null {
  if (file === undefined) return { anchors: [], attesters: [] }
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isKnownRequesters(read) && read.anchors.every((pem) => certificatesInPem(pem).length > 0) ? read : null
  } catch {
    return null
  }
}
