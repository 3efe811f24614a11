import { join } from 'node:path'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readNetwork, readSecret } from '@counterfoil/service-kit/config/read-files'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import type { Network } from '@counterfoil/shared/network/network'
import { z } from 'zod'

const webAddress = (example: string) =>
  z.string({ error: `is missing; for example ${example}` }).refine((value) => URL.canParse(value) && /^https?:/.test(value) && !value.endsWith('/'), `must be an http(s) address without a slash at its end, like ${example}`)
const text = (example: string) => z.string({ error: `is missing; for example ${example}` })

const settings = checkKeyCustody(z.object({
  ISSUER_URL: webAddress('http://localhost:4710'),
  WALLET_URL: webAddress('http://localhost:4730'),
  NETWORK_FILE: text('.data/network.json'),
  DATA_DIR: text('.data/issuer'),
  ...keyCustodyVariables,
  SERVICE_SECRET_FILE: text('.data/secrets/issuer-secret'),
  RECORDS_DIR: text('.data/records'),
  OIDC_ISSUER_URL: webAddress('http://localhost:4700'),
  OIDC_CLIENT_ID: text('counterfoil-issuer'),
  OIDC_CLIENT_SECRET_FILE: text('.data/secrets/issuer-oidc-client'),
  PORT: z.coerce.number().pipe(z.int().min(0).max(65_535)).default(4710),
  HOST: z.string().default('localhost'),
}))

/** Everything that the issuer is told from outside. */
export interface IssuerConfig {
  readonly issuerUrl: string
  readonly walletUrl: string
  readonly network: Network
  readonly dataDir: string
  readonly keyCustody: CustodySettings
  readonly serviceSecret: string
  /** Holds `<authority>.csv` for each authority. */
  readonly recordsDir: string
  readonly oidc: { readonly issuerUrl: string; readonly clientId: string; readonly clientSecret: string }
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): IssuerConfig {
  const given = readEnv(settings, env)
  return {
    issuerUrl: given.ISSUER_URL,
    walletUrl: given.WALLET_URL,
    network: readNetwork(given.NETWORK_FILE),
    dataDir: given.DATA_DIR,
    keyCustody: keyCustodyOf(given),
    serviceSecret: readSecret(given.SERVICE_SECRET_FILE, 'service secret'),
    recordsDir: given.RECORDS_DIR,
    oidc: { issuerUrl: given.OIDC_ISSUER_URL, clientId: given.OIDC_CLIENT_ID, clientSecret: readSecret(given.OIDC_CLIENT_SECRET_FILE, 'client secret of the sign-in') },
    port: given.PORT,
    host: given.HOST,
  }
}

export const databaseFile = ({ dataDir }: IssuerConfig): string => join(dataDir, 'issuer.sqlite')
export const keysFile = ({ dataDir }: IssuerConfig): string => join(dataDir, 'keys.sqlite')
