import { join } from 'node:path'
import { formsFolder } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { ledgerNodeSettings, throughNodes } from '@counterfoil/service-kit/config/ledger-nodes'
import { described, isHost, isOrigin, jsonFile, listening, listOf, networkFile, secretFile, text, webAddress, wholeNumber } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import type { FactLimits } from './ports.ts'
import { requestSettings } from './request-config.ts'
import type { OutsideTrust } from './domain/type-policies.ts'
import type { VerifierWebhookEndpoint } from './domain/webhook-event.ts'
import { trustedIssuersSettings } from './trusted-issuers-config.ts'
import { verifierWebhookSettings } from './webhooks-config.ts'

const age = (meaning: string, preset: number, most: number) => wholeNumber({ meaning, example: `${preset}`, default: preset, least: 0, most })

export const settings = checkKeyCustody(z.object({
  VERIFIER_URL: webAddress({ meaning: 'Where wallets and form servers reach this service; every address it tells begins with it', example: 'http://localhost:4720' }),
  WALLET_URL: webAddress({ meaning: 'The web wallet that links to requests open', example: 'http://localhost:4730' }),
  NETWORK_FILE: networkFile(),
  ...ledgerNodeSettings,
  DATA_DIR: text({ meaning: 'Folder of the databases', example: '.data/verifier' }),
  ...keyCustodyVariables,
  SERVICE_SECRET_FILE: secretFile('service secret', { meaning: 'File with the secret that response keys are derived from; the same for every replica', example: '.data/secrets/verifier-secret' }),
  API_KEYS_FILE: jsonFile<Readonly<Record<string, unknown>>>('API keys file', { meaning: 'File with the SHA-256 of each authority\'s API key, as JSON', example: '.data/secrets/verifier-api-keys.json' }),
  FORMS_DIR: described(z.string().default(formsFolder()), { meaning: 'Folder with the form profiles that come with the service; an authority may have published others', example: '/etc/counterfoil/forms', default: 'packages/shared/forms' }),
  ...requestSettings,
  ...trustedIssuersSettings,
  ...verifierWebhookSettings,
  SANDBOX_WALLET_URL: described(z.string().refine((value) => isOrigin(value), 'must be an origin, like http://localhost:4790').optional(), { meaning: 'Fault wallet that answers what sandbox API keys begin ([how](verifier.md)); without it there is no sandbox', example: 'http://localhost:4790', default: '' }),
  RETURN_ORIGINS: listOf(isOrigin, 'origins', { meaning: 'Origins of the councils\' websites that a citizen may be sent back to', example: 'http://localhost:4740' }),
  PRIVATE_HOSTS: listOf(isHost, 'hosts', { meaning: 'Hosts of issuers, and of the signed list, that may lie in a private network and be reached by http; others must be public and use https', example: 'localhost:4710', default: '' }),
  STATUS_MAX_AGE_SECONDS: age('A status list older than this is confirmed with its publisher before it is used', 5, 3600),
  LEDGER_MAX_AGE_SECONDS: age('A fact from the ledger, or the signed list, older than this is confirmed before it is used; it may be a no, so it is short', 10, 10),
  KEY_LIMIT_SECONDS: age('How old a key may be while the ledger, or the signed list, can\'t be reached', 3600, 86_400),
  ACCREDITATION_LIMIT_SECONDS: age('How old an accreditation may be while the ledger, or the signed list, can\'t be reached', 3600, 86_400),
  STATUS_LIMIT_SECONDS: age('How old a status list may be while its publisher can\'t be reached; its own limits hold as well', 3600, 86_400),
  ...listening(4720),
  ...httpSettings,
}))

/** Everything that the verifier is told from outside. */
export interface VerifierConfig {
  readonly verifierUrl: string
  readonly walletUrl: string
  readonly network: AnyNetwork
  /** Where the network is read from again when it changes; absent where it doesn't. */
  readonly networkFile?: string
  /** Read again with it: who has joined may have a key by then. */
  readonly apiKeysFile?: string
  readonly dataDir: string
  readonly keyCustody: CustodySettings
  readonly serviceSecret: string
  /** Authority to hexadecimal SHA-256 of its form server's key. */
  readonly apiKeyDigests: Readonly<Record<string, unknown>>
  readonly formsDir: string
  /** Whose publications of forms are read: of these authorities, or of `all`; of nobody when it isn't given. */
  readonly formPublications?: readonly string[]
  readonly formPublicationsEvery?: Seconds
  /** Authority to its Verifier Attestation JWT; absent where there are none. */
  readonly verifierAttestations?: Readonly<Record<string, unknown>>
  /** Whom beyond the network types are taken from; nobody when it isn't given. */
  readonly outsideTrust?: OutsideTrust
  /** Who is told that presentations ended; nobody when it isn't given. */
  readonly webhooks?: readonly VerifierWebhookEndpoint[]
  readonly webhookPrivateHosts?: readonly string[]
  readonly returnOrigins: readonly string[]
  readonly sandboxWalletUrl?: string | null
  /** Hosts of issuers, and of the signed list, that may lie in a private network and be reached by http. */
  readonly privateHosts: readonly string[]
  /** An older status list is confirmed with its publisher before it is used. */
  readonly statusFreshFor: Seconds
  /** An older fact from the ledger is confirmed before it is used. */
  readonly ledgerFreshFor: Seconds
  /** How old a fact of each kind may be while it can't be confirmed; past that nobody can tell. A status list's own limits hold as well. */
  readonly limits: FactLimits
  readonly httpLimits: HttpLimits
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): VerifierConfig {
  const given = readEnv(settings, env)
  return {
    verifierUrl: given.VERIFIER_URL,
    walletUrl: given.WALLET_URL,
    network: throughNodes(given.NETWORK_FILE, given),
    networkFile: env['NETWORK_FILE'] ?? '',
    apiKeysFile: env['API_KEYS_FILE'] ?? '',
    dataDir: given.DATA_DIR,
    keyCustody: keyCustodyOf(given),
    serviceSecret: given.SERVICE_SECRET_FILE,
    apiKeyDigests: given.API_KEYS_FILE,
    formsDir: given.FORMS_DIR,
    formPublications: given.FORM_PUBLICATIONS,
    formPublicationsEvery: seconds(given.FORM_PUBLICATIONS_SECONDS),
    verifierAttestations: given.VERIFIER_ATTESTATIONS_FILE,
    outsideTrust: given.TRUSTED_ISSUERS_FILE,
    webhooks: given.WEBHOOKS_FILE,
    webhookPrivateHosts: given.WEBHOOK_PRIVATE_HOSTS,
    returnOrigins: given.RETURN_ORIGINS,
    sandboxWalletUrl: given.SANDBOX_WALLET_URL ?? null,
    privateHosts: given.PRIVATE_HOSTS,
    statusFreshFor: seconds(given.STATUS_MAX_AGE_SECONDS),
    ledgerFreshFor: seconds(given.LEDGER_MAX_AGE_SECONDS),
    limits: { key: seconds(given.KEY_LIMIT_SECONDS), accreditation: seconds(given.ACCREDITATION_LIMIT_SECONDS), status: seconds(given.STATUS_LIMIT_SECONDS) },
    httpLimits: limitsOf(given),
    port: given.PORT,
    host: given.HOST,
  }
}

export const databaseFile = ({ dataDir }: VerifierConfig): string => join(dataDir, 'verifier.sqlite')
export const keysFile = ({ dataDir }: VerifierConfig): string => join(dataDir, 'keys.sqlite')
