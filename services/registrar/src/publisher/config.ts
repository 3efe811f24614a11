import { join } from 'node:path'
import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { listening, text, webAddress } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { z } from 'zod'

export const settings = checkKeyCustody(z.object({
  PUBLISHER_URL: webAddress({ meaning: 'Where everybody reaches this service', example: 'http://localhost:4750' }),
  DATA_DIR: text({ meaning: 'Folder with `entries.jsonl`, the DID documents as `<authority>/did.json`, and the publisher\'s key', example: '.data/list' }),
  ...keyCustodyVariables,
  ...listening(4750),
  ...httpSettings,
}))

/** Everything that the publisher of a signed list is told from outside. */
export interface PublisherConfig {
  readonly publisherUrl: string
  readonly dataDir: string
  readonly keyCustody: CustodySettings
  readonly httpLimits: HttpLimits
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): PublisherConfig {
  const given = readEnv(settings, env)
  return { publisherUrl: given.PUBLISHER_URL, dataDir: given.DATA_DIR, keyCustody: keyCustodyOf(given), httpLimits: limitsOf(given), port: given.PORT, host: given.HOST }
}

export const keysFile = ({ dataDir }: PublisherConfig): string => join(dataDir, 'keys.sqlite')
