import { join } from 'node:path'
import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { ledgerNodeSettings, throughNodes } from '@counterfoil/service-kit/config/ledger-nodes'
import { certificatesFile, listening, networkFile, oneOf, optionalFile, secretFile, text, webAddress, wholeNumber } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import { authorizationOf, authorizationSettings, type AuthorizationConfig } from './authorization-config.ts'
import type { Profile } from './domain/profile.ts'
import { govukOf, govukSettings, type GovukConfig } from './govuk-config.ts'
import { profileSettings, profilesOf } from './profiles-config.ts'
import { statusConfigOf, statusSettings, type StatusConfig } from './status-config.ts'
import type { CouncilClientsConfig } from './council-clients-file.ts'
import { councilSettings } from './council-config.ts'
import type { IssuerWebhookEndpoint } from './domain/webhook-event.ts'
import { issuerWebhookSettings } from './webhooks-config.ts'
import { readRecordSources, type RecordSourcesConfig } from './record-sources-file.ts'

export const settings = checkKeyCustody(z.object({
  ISSUER_URL: webAddress({ meaning: 'Where wallets and staff reach this service; every address it tells begins with it', example: 'http://localhost:4710' }),
  WALLET_URL: webAddress({ meaning: 'The web wallet that links to offers open', example: 'http://localhost:4730' }),
  NETWORK_FILE: networkFile(),
  ...ledgerNodeSettings,
  DATA_DIR: text({ meaning: 'Folder of the databases', example: '.data/issuer' }),
  ...keyCustodyVariables,
  SERVICE_SECRET_FILE: secretFile('service secret', { meaning: 'File with the secret that nonces and references are keyed with; the same for every replica', example: '.data/secrets/issuer-secret' }),
  RECORDS_DIR: text({ meaning: 'Folder with `<authority>.csv`, the council\'s own records', example: '.data/records' }),
  RECORD_SOURCES_FILE: optionalFile({ meaning: 'File that says where the records of each authority are, when they aren\'t in `RECORDS_DIR`: a CSV file, a view in SQLite or PostgreSQL, or HTTP with OAuth client credentials ([how](issuer.md))', example: '/etc/counterfoil/record-sources.json' }, readRecordSources, null),
  OIDC_ISSUER_URL: webAddress({ meaning: 'The council\'s sign-in provider, by OpenID Connect', example: 'http://localhost:4700' }),
  OIDC_CLIENT_ID: text({ meaning: 'What the provider knows this service by', example: 'counterfoil-issuer' }),
  OIDC_CLIENT_SECRET_FILE: secretFile('client secret of the sign-in', { meaning: 'File with the secret that the provider gave', example: '.data/secrets/oidc-client-secret' }),
  ...authorizationSettings,
  ...profileSettings,
  ...govukSettings,
  ...councilSettings,
  ...issuerWebhookSettings,
  ANCHOR_SECONDS: wholeNumber({ meaning: 'How often each authority anchors its audit log and its status lists on the ledger, whether or not anything happened', example: '600', default: 600, least: 5, most: 86_400 }),
  ...statusSettings,
  KEY_ATTESTATION_ANCHORS_FILE: certificatesFile('anchors of key attestations', { meaning: 'Certificates (PEM, one after another) below which wallets\' key attestations are believed; not set, none is', example: 'deploy/wallet-providers.pem' }),
  REQUIRE_ENCRYPTION: oneOf(['no', 'yes'], { meaning: '`yes`: wallets have to encrypt credential requests and take encrypted answers, inside of TLS; with `no` they may', example: 'yes', default: 'no' }),
  ...listening(4710),
  ...httpSettings,
}))

/** Everything that the issuer is told from outside. */
export interface IssuerConfig {
  readonly issuerUrl: string
  readonly walletUrl: string
  readonly network: AnyNetwork
  /** Where the network is read from again when it changes; absent where it doesn't. */
  readonly networkFile?: string
  readonly dataDir: string
  readonly keyCustody: CustodySettings
  readonly serviceSecret: string
  /** Holds `<authority>.csv` for each authority. */
  readonly recordsDir: string
  /** Of those authorities whose records are elsewhere. */
  readonly recordSources?: RecordSourcesConfig
  readonly oidc: { readonly issuerUrl: string; readonly clientId: string; readonly clientSecret: string }
  /** Nothing where citizens can't sign in: then wallets collect by offers alone. */
  readonly authorization?: AuthorizationConfig | null
  /** Those that are served beside the open one. */
  readonly profiles?: readonly Profile[]
  /** What the profile `govuk` stands on; absent where it isn't served. */
  readonly govuk?: GovukConfig
  /** Councils' own systems, by their ids; none unless told. */
  readonly councilClients?: CouncilClientsConfig
  /** Who hears of what happens, and which of their hosts may lie in the council's own network. */
  readonly webhooks?: readonly IssuerWebhookEndpoint[]
  readonly webhookPrivateHosts?: readonly string[]
  /** From one anchor on the ledger to the next. */
  readonly anchorEvery: Seconds
  /** How status lists are published; nothing said, at once, and those of the past, too. */
  readonly status?: StatusConfig
  /** Certificates below which key attestations are believed, in PEM. */
  readonly attestationAnchors: readonly string[]
  /** Whether requests for credentials and their answers have to be encrypted, inside of TLS. */
  readonly mustBeEncrypted: boolean
  readonly httpLimits: HttpLimits
  readonly port: number
  readonly host: string
}

/** Reads the configuration from the environment and the files that it names; throws a `ConfigurationError` with every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): IssuerConfig {
  const given = readEnv(settings, env)
  const authorization = authorizationOf(given)
  return {
    issuerUrl: given.ISSUER_URL,
    walletUrl: given.WALLET_URL,
    network: throughNodes(given.NETWORK_FILE, given),
    networkFile: env['NETWORK_FILE'] ?? '',
    dataDir: given.DATA_DIR,
    keyCustody: keyCustodyOf(given),
    serviceSecret: given.SERVICE_SECRET_FILE,
    recordsDir: given.RECORDS_DIR,
    ...(given.RECORD_SOURCES_FILE === null ? {} : { recordSources: given.RECORD_SOURCES_FILE }),
    oidc: { issuerUrl: given.OIDC_ISSUER_URL, clientId: given.OIDC_CLIENT_ID, clientSecret: given.OIDC_CLIENT_SECRET_FILE },
    authorization,
    profiles: profilesOf(given, authorization),
    ...(given.PROFILES.includes('govuk') ? { govuk: govukOf(given) } : {}),
    councilClients: given.COUNCIL_CLIENTS_FILE,
    webhooks: given.WEBHOOKS_FILE,
    webhookPrivateHosts: given.WEBHOOK_PRIVATE_HOSTS,
    anchorEvery: seconds(given.ANCHOR_SECONDS),
    status: statusConfigOf(given),
    attestationAnchors: given.KEY_ATTESTATION_ANCHORS_FILE,
    mustBeEncrypted: given.REQUIRE_ENCRYPTION === 'yes',
    httpLimits: limitsOf(given),
    port: given.PORT,
    host: given.HOST,
  }
}

export const databaseFile = ({ dataDir }: IssuerConfig): string => join(dataDir, 'issuer.sqlite')
export const keysFile = ({ dataDir }: IssuerConfig): string => join(dataDir, 'keys.sqlite')
export const statusOf = ({ status }: IssuerConfig): StatusConfig => status ?? { clock: seconds(0), history: true }
