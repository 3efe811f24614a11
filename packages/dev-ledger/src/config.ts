import type { SettingDescription } from '@counterfoil/shared/kernel/setting'

export const settings: readonly SettingDescription[] = [
  { name: 'DATA_DIR', meaning: 'Folder of the journal that the chain is made again from', example: '.data/ledger', preset: null },
  { name: 'PORT', meaning: 'Port to listen on', example: '4750', preset: null },
  { name: 'HOST', meaning: 'Address or name to listen on', example: '127.0.0.1', preset: 'localhost' },
]

/** What the local ledger is told from outside. */
export interface LedgerConfig {
  readonly dataDir: string
  readonly port: number
  readonly host: string
}

/** Reads the configuration; what is wrong with it comes as a list, all of it at once. */
export function readConfig(env: NodeJS.ProcessEnv): LedgerConfig | { readonly problems: readonly string[] } {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  const dataDir = given('DATA_DIR') ?? ''
  const port = Number(given('PORT') ?? Number.NaN)
  const problems: string[] = []
  if (dataDir === '') problems.push('DATA_DIR: is missing; for example .data/ledger')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push('PORT: must be a whole number up to 65535, for example 4750')
  return problems.length === 0 ? { dataDir, port, host: given('HOST') ?? 'localhost' } : { problems }
}
