import { ConfigurationError, readEnv } from '@counterfoil/service-kit/config/read-env'
import { readJson, readNetwork } from '@counterfoil/service-kit/config/read-files'
import type { Network } from '@counterfoil/shared/network/network'
import { z } from 'zod'

const webAddress = (example: string) =>
  z.string({ error: `is missing; for example ${example}` }).refine((value) => URL.canParse(value) && /^https?:/.test(value) && !value.endsWith('/'), `must be an http(s) address without a slash at its end, like ${example}`)
const path = (example: string) => z.string({ error: `is missing; for example ${example}` })

const settings = z.object({
  WEBSITE_URL: webAddress('http://localhost:4740'),
  VERIFIER_URL: webAddress('http://localhost:4720'),
  WALLET_URL: webAddress('http://localhost:4730'),
  NETWORK_FILE: path('.data/network.json'),
  API_KEYS_FILE: path('.data/secrets/website-api-keys.json'),
  PORT: z.coerce.number().pipe(z.int().min(0).max(65_535)).default(4740),
  HOST: z.string().default('localhost'),
})

/** Everything that the website is told from outside. */
export interface WebsiteConfig {
  readonly websiteUrl: string
  readonly verifierUrl: string
  readonly walletUrl: string
  readonly network: Pick<Network, 'authorities'>
  /** Key of each authority's form server, in plain: each council would hold its own. */
  readonly apiKeys: ReadonlyMap<string, string>
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): WebsiteConfig {
  const given = readEnv(settings, env)
  const network = readNetwork(given.NETWORK_FILE)
  return {
    websiteUrl: given.WEBSITE_URL,
    verifierUrl: given.VERIFIER_URL,
    walletUrl: given.WALLET_URL,
    network,
    apiKeys: keysOf(readJson<Record<string, unknown>>(given.API_KEYS_FILE, 'API keys file'), network.authorities.map(({ id }) => id)),
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
