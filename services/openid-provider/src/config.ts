import { join } from 'node:path'
import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { described, isOrigin, jsonFile, listening, networkFile, text, webAddress } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import type { RelyingParty } from './domain/relying-party.ts'
import { relyingPartiesOf } from './relying-parties.ts'

export const settings = checkKeyCustody(z.object({
  OPENID_PROVIDER_URL: described(z.string({ error: 'is missing; for example http://localhost:4765' }).refine(isOrigin, 'must be an origin, like http://localhost:4765'), { meaning: 'Where citizens and relying parties reach this service: its issuer identifier. Must be one of the verifier\'s `RETURN_ORIGINS`', example: 'http://localhost:4765' }),
  VERIFIER_URL: webAddress({ meaning: 'The verifier that it asks', example: 'http://localhost:4720' }),
  WALLET_URL: webAddress({ meaning: 'The web wallet that it may lead to', example: 'http://localhost:4730' }),
  NETWORK_FILE: networkFile(),
  RELYING_PARTIES_FILE: jsonFile<unknown>('relying parties file', { meaning: 'File with who may send people here, and for which form, as JSON ([how](verifier.md#if-you-only-know-openid-connect))', example: '.data/openid-provider/relying-parties.json' }),
  API_KEYS_FILE: jsonFile<Readonly<Record<string, unknown>>>('API keys file', { meaning: 'File with the verifier\'s API key of each of them, by `client_id`, as JSON', example: '.data/secrets/openid-api-keys.json' }),
  TRUST_FRAMEWORK: text({ meaning: 'What `verified_claims` call the rules that the authorities agreed on', example: 'counterfoil', default: 'counterfoil' }),
  DATA_DIR: text({ meaning: 'Folder of its signing key; nothing else is kept', example: '.data/openid-provider' }),
  ...keyCustodyVariables,
  ...listening(4765),
  ...httpSettings,
}))

/** Everything that the provider is told from outside. */
export interface ProviderConfig {
  readonly providerUrl: string
  readonly verifierUrl: string
  readonly walletUrl: string
  readonly network: Pick<AnyNetwork, 'authorities'>
  readonly parties: readonly RelyingParty[]
  readonly trustFramework: string
  readonly dataDir: string
  readonly keyCustody: CustodySettings
  readonly httpLimits: HttpLimits
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): ProviderConfig {
  const given = readEnv(settings, env)
  return {
    providerUrl: given.OPENID_PROVIDER_URL,
    verifierUrl: given.VERIFIER_URL,
    walletUrl: given.WALLET_URL,
    network: given.NETWORK_FILE,
    parties: relyingPartiesOf(given.RELYING_PARTIES_FILE, given.API_KEYS_FILE),
    trustFramework: given.TRUST_FRAMEWORK,
    dataDir: given.DATA_DIR,
    keyCustody: keyCustodyOf(given),
    httpLimits: limitsOf(given),
    port: given.PORT,
    host: given.HOST,
  }
}

export const keysFile = ({ dataDir }: ProviderConfig): string => join(dataDir, 'keys.sqlite')
