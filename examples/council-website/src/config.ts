import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { ConfigurationError, readEnv } from '@counterfoil/service-kit/config/read-env'
import { jsonFile, listening, networkFile, webAddress } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import type { Network } from '@counterfoil/shared/network/network'
import { z } from 'zod'

export const settings = z.object({
  WEBSITE_URL: webAddress({ meaning: 'Where citizens reach the website', example: 'http://localhost:4740' }),
  VERIFIER_URL: webAddress({ meaning: 'The verifier that the forms ask', example: 'http://localhost:4720' }),
  WALLET_URL: webAddress({ meaning: 'The web wallet that forms may lead to', example: 'http://localhost:4730' }),
  NETWORK_FILE: networkFile(),
  API_KEYS_FILE: jsonFile<Readonly<Record<string, unknown>>>('API keys file', { meaning: 'File with the API key of each authority, as JSON', example: '.data/secrets/website-api-keys.json' }),
  ...listening(4740),
  ...httpSettings,
})

/** Everything that the website is told from outside. */
export interface WebsiteConfig {
  readonly websiteUrl: string
  readonly verifierUrl: string
  readonly walletUrl: string
  readonly network: Pick<Network, 'authorities'>
  /** Key of each authority's form server, in plain: each council would hold its own. */
  readonly apiKeys: ReadonlyMap<string, string>
  readonly httpLimits: HttpLimits
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): WebsiteConfig {
  const given = readEnv(settings, env)
  const network = given.NETWORK_FILE
  return {
    websiteUrl: given.WEBSITE_URL,
    verifierUrl: given.VERIFIER_URL,
    walletUrl: given.WALLET_URL,
    network,
    apiKeys: keysOf(given.API_KEYS_FILE, network.authorities.map(({ id }) => id)),
    httpLimits: limitsOf(given),
    port: given.PORT,
    host: given.HOST,
  }
}

function keysOf(keys: Readonly<Record<string, unknown>>, authorities: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>()
  for (const authority of authorities) {
    const key = Object.hasOwn(keys, authority) ? keys[authority] : undefined
    if (typeof key !== 'string' || key === '') throw new ConfigurationError(`The API keys file has no key for ${authority}.`)
    known.set(authority, key)
  }
  return known
}
