import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { jsonFile, listening, text, webAddress } from '@counterfoil/service-kit/config/settings'
import type { ClientMetadata } from 'oidc-provider'
import { z } from 'zod'

export const settings = z.object({
  OIDC_ISSUER_URL: webAddress({ meaning: 'Where browsers and services reach the provider', example: 'http://localhost:4700' }),
  CLIENTS_FILE: jsonFile<readonly ClientMetadata[]>('clients file', { meaning: 'File with the services that may send people here, as JSON', example: '.data/sign-in/clients.json' }),
  DATA_DIR: text({ meaning: 'Folder of its keys, and of `people.json` where more people can sign in than are built in', example: '.data/sign-in' }),
  ...listening(4700),
})

/** Everything that the provider is told from outside. */
export interface SignInConfig {
  readonly issuerUrl: string
  readonly clients: readonly ClientMetadata[]
  readonly dataDir: string
  readonly port: number
  readonly host: string
}

/** Reads the configuration; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): SignInConfig {
  const given = readEnv(settings, env)
  return { issuerUrl: given.OIDC_ISSUER_URL, clients: given.CLIENTS_FILE, dataDir: given.DATA_DIR, port: given.PORT, host: given.HOST }
}
