import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readJson, readNetwork, readSecret } from '@counterfoil/service-kit/config/read-files'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { Network } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import type { FactLimits } from './ports.ts'

const webAddress = (example: string) =>
  z.string({ error: `is missing; for example ${example}` }).refine((value) => URL.canParse(value) && /^https?:/.test(value) && !value.endsWith('/'), `must be an http(s) address without a slash at its end, like ${example}`)
const path = (example: string) => z.string({ error: `is missing; for example ${example}` })
const wholeNumber = (least: number, most: number) => z.coerce.number().pipe(z.int().min(least).max(most))

const settings = checkKeyCustody(z.object({
  VERIFIER_URL: webAddress('http://localhost:4720'),
  WALLET_URL: webAddress('http://localhost:4730'),
  NETWORK_FILE: path('.data/network.json'),
  DATA_DIR: path('.data/verifier'),
  ...keyCustodyVariables,
  SERVICE_SECRET_FILE: path('.data/secrets/verifier-secret'),
  API_KEYS_FILE: path('.data/secrets/verifier-api-keys.json'),
  FORMS_DIR: z.string().default(fileURLToPath(new URL('../forms', import.meta.url))),
  RETURN_ORIGINS: path('http://localhost:4740').transform((list) => list.split(',').map((origin) => origin.trim())).refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), 'must be origins between commas, like http://localhost:4740'),
  PRIVATE_HOSTS: z.string().default('').transform((list) => list.split(',').map((host) => host.trim()).filter((host) => host !== '')).refine((hosts) => hosts.every((host) => URL.parse(`http://${host}/`)?.host === host.toLowerCase()), 'must be hosts between commas, like localhost:4710'),
  STATUS_MAX_AGE_SECONDS: wholeNumber(0, 3600).default(5),
  LEDGER_MAX_AGE_SECONDS: wholeNumber(0, 60).default(10),
  KEY_LIMIT_SECONDS: wholeNumber(0, 86_400).default(3600),
  ACCREDITATION_LIMIT_SECONDS: wholeNumber(0, 86_400).default(3600),
  STATUS_LIMIT_SECONDS: wholeNumber(0, 86_400).default(3600),
  PORT: wholeNumber(0, 65_535).default(4720),
  HOST: z.string().default('localhost'),
}))

/** Everything that the verifier is told from outside. */
export interface VerifierConfig {
  readonly verifierUrl: string
  readonly walletUrl: string
  readonly network: Network
  readonly dataDir: string
  readonly keyCustody: CustodySettings
  readonly serviceSecret: string
  /** Authority to hexadecimal SHA-256 of its form server's key. */
  readonly apiKeyDigests: Readonly<Record<string, unknown>>
  readonly formsDir: string
  readonly returnOrigins: readonly string[]
  /** Hosts of issuers that may lie in a private network and be reached by http. */
  readonly privateHosts: readonly string[]
  /** An older status list is confirmed with its publisher before it is used. */
  readonly statusFreshFor: Seconds
  /** An older fact from the ledger is confirmed before it is used. */
  readonly ledgerFreshFor: Seconds
  /** How old a fact of each kind may be while it can't be confirmed; past that nobody can tell. A status list's own limits hold as well. */
  readonly limits: FactLimits
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): VerifierConfig {
  const given = readEnv(settings, env)
  return {
    verifierUrl: given.VERIFIER_URL,
    walletUrl: given.WALLET_URL,
    network: readNetwork(given.NETWORK_FILE),
    dataDir: given.DATA_DIR,
    keyCustody: keyCustodyOf(given),
    serviceSecret: readSecret(given.SERVICE_SECRET_FILE, 'service secret'),
    apiKeyDigests: readJson(given.API_KEYS_FILE, 'API keys file'),
    formsDir: given.FORMS_DIR,
    returnOrigins: given.RETURN_ORIGINS,
    privateHosts: given.PRIVATE_HOSTS,
    statusFreshFor: seconds(given.STATUS_MAX_AGE_SECONDS),
    ledgerFreshFor: seconds(given.LEDGER_MAX_AGE_SECONDS),
    limits: { key: seconds(given.KEY_LIMIT_SECONDS), accreditation: seconds(given.ACCREDITATION_LIMIT_SECONDS), status: seconds(given.STATUS_LIMIT_SECONDS) },
    port: given.PORT,
    host: given.HOST,
  }
}

export const databaseFile = ({ dataDir }: VerifierConfig): string => join(dataDir, 'verifier.sqlite')
export const keysFile = ({ dataDir }: VerifierConfig): string => join(dataDir, 'keys.sqlite')
