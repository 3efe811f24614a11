import { join } from 'node:path'
import { formsFolder } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { ledgerNodeSettings, throughNodes } from '@counterfoil/service-kit/config/ledger-nodes'
import { certificatesFile, described, isHost, listening, listOf, networkFile, oneOf, optionalFile, secretFile, text, webAddress, wholeNumber } from '@counterfoil/service-kit/config/settings'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import { authorizationOf, authorizationSettings, type AuthorizationConfig } from './authorization-config.ts'
import type { Profile } from './domain/profile.ts'
import type { StaffGroups } from './domain/staff-claims.ts'
import { govukOf, govukSettings, type GovukConfig } from './govuk-config.ts'
import { notifyOf, notifySettings, type NotifyConfig } from './notify-config.ts'
import { outsideServersOf, outsideSettings, type OutsideServersConfig } from './outside-config.ts'
import { profileSettings, profilesOf } from './profiles-config.ts'
import { statusConfigOf, statusSettings, type StatusConfig } from './status-config.ts'
import type { CouncilClientsConfig } from './council-clients-file.ts'
import { txCodeSettings, txCodesIn } from './tx-codes-file.ts'
import { usualTxCode, type TxCodes } from './domain/tx-code.ts'
import { councilSettings } from './council-config.ts'
import type { IssuerWebhookEndpoint } from './domain/webhook-event.ts'
import { issuerWebhookSettings } from './webhooks-config.ts'
import { readStaffGroups } from './staff-groups-file.ts'
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
  STAFF_GROUPS_FILE: optionalFile({ meaning: 'File that says which groups and application roles of that provider may do what, for which authority ([how](issuer.md#staff)); not set, the provider names the roles in `roles` and the authority in `counterfoil_authority`', example: '/etc/counterfoil/staff-groups.json' }, readStaffGroups, null),
  ...authorizationSettings,
  ...outsideSettings,
  ...profileSettings,
  ...govukSettings,
  ...councilSettings,
  ...txCodeSettings,
  ...issuerWebhookSettings,
  ...notifySettings,
  BULK_ROWS_PER_SECOND: wholeNumber({ meaning: 'How many rows of a file a bulk run does in a second at most, so that citizens who collect meanwhile notice nothing', example: '500', default: 500, least: 1, most: 10_000 }),
  ANCHOR_SECONDS: wholeNumber({ meaning: 'How often each authority anchors its audit log and its status lists on the ledger, whether or not anything happened', example: '600', default: 600, least: 5, most: 86_400 }),
  ...statusSettings,
  PRIVATE_HOSTS: listOf(isHost, 'hosts', { meaning: 'Hosts of other authorities\' issuers, of the signed list, and of a stand-in for GOV.UK Notify, that may lie in a private network and be reached by http when a print is checked; others must be public and use https', example: 'localhost:4710', default: '' }),
  KEY_ATTESTATION_ANCHORS_FILE: certificatesFile('anchors of key attestations', { meaning: 'Certificates (PEM, one after another) below which wallets\' key attestations are believed; not set, none is', example: 'deploy/wallet-providers.pem' }),
  CATALOGUE_KEEPER: described(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/).optional(), { meaning: 'Id of the authority whose catalogue editors publish the types that all authorities here issue ([how](issuer.md#the-catalogue)); not set, the only one that is served, or nobody where there are several', example: 'aldermoor', default: '' }),
  FORMS_DIR: described(z.string().default(formsFolder()), { meaning: 'Folder with the form profiles that come with the service: what catalogue editors begin with. The same as the verifier\'s', example: '/etc/counterfoil/forms', default: 'packages/shared/forms' }),
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
  /** What groups of that provider stand for; absent where it names our roles itself. */
  readonly staffGroups?: StaffGroups
  /** Nothing where citizens can't sign in: then wallets collect by offers alone. */
  readonly authorization?: AuthorizationConfig | null
  /** Whose access tokens are taken, where they aren't ours; nothing said, nobody else's. */
  readonly outsideServers?: OutsideServersConfig
  /** Those that are served beside the open one. */
  readonly profiles?: readonly Profile[]
  /** What `iss` of an SD-JWT VC is in the open profile; the DID where nothing is said. */
  readonly namesIssuerBy?: 'did' | 'address'
  /** What the profile `govuk` stands on; absent where it isn't served. */
  readonly govuk?: GovukConfig
  /** Councils' own systems, by their ids; none unless told. */
  readonly councilClients?: CouncilClientsConfig
  /** How transaction codes look; six digits unless told. */
  readonly txCodes?: TxCodes
  /** Who hears of what happens, and which of their hosts may lie in the council's own network. */
  readonly webhooks?: readonly IssuerWebhookEndpoint[]
  readonly webhookPrivateHosts?: readonly string[]
  /** How authorities write to people; absent where none does. */
  readonly notify?: NotifyConfig
  /** How many rows a bulk run does in a second at most. */
  readonly bulkRowsPerSecond?: number
  /** From one anchor on the ledger to the next. */
  readonly anchorEvery: Seconds
  /** How status lists are published; nothing said, at once, and those of the past, too. */
  readonly status?: StatusConfig
  /** Hosts of others that may lie in a private network; none unless told. */
  readonly privateHosts?: readonly string[]
  /** Id of the authority that publishes the types of this service; the only one served, unless told. */
  readonly catalogueKeeper?: string
  /** Not set, the forms that ship with the service. */
  readonly formsDir?: string
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
    ...(given.STAFF_GROUPS_FILE === null ? {} : { staffGroups: given.STAFF_GROUPS_FILE }),
    authorization,
    outsideServers: outsideServersOf(given),
    profiles: profilesOf(given, authorization),
    namesIssuerBy: given.ISSUER_NAMED_BY,
    ...(given.PROFILES.includes('govuk') ? { govuk: govukOf(given) } : {}),
    councilClients: given.COUNCIL_CLIENTS_FILE,
    txCodes: txCodesIn(given.TRANSACTION_CODES_FILE, given.NETWORK_FILE),
    webhooks: given.WEBHOOKS_FILE,
    webhookPrivateHosts: given.WEBHOOK_PRIVATE_HOSTS,
    notify: notifyOf(given),
    bulkRowsPerSecond: given.BULK_ROWS_PER_SECOND,
    anchorEvery: seconds(given.ANCHOR_SECONDS),
    status: statusConfigOf(given),
    privateHosts: given.PRIVATE_HOSTS,
    formsDir: given.FORMS_DIR,
    ...(given.CATALOGUE_KEEPER === undefined ? {} : { catalogueKeeper: given.CATALOGUE_KEEPER }),
    attestationAnchors: given.KEY_ATTESTATION_ANCHORS_FILE,
    mustBeEncrypted: given.REQUIRE_ENCRYPTION === 'yes',
    httpLimits: limitsOf(given),
    port: given.PORT,
    host: given.HOST,
  }
}

export const databaseFile = ({ dataDir }: IssuerConfig): string => join(dataDir, 'issuer.sqlite')
export const keysFile = ({ dataDir }: IssuerConfig): string => join(dataDir, 'keys.sqlite')
export const txCodesOf = ({ txCodes }: IssuerConfig): TxCodes => txCodes ?? (() => usualTxCode)
export const statusOf = ({ status }: IssuerConfig): StatusConfig => status ?? { clock: seconds(0), history: true }

/** How long a change of status of many can be undone, and above how many a second person has to approve it. */
export const statusJobsOf = ({ status }: IssuerConfig): { readonly undoFor: Seconds; readonly fourEyesAbove: number; readonly fourEyesWithin: Seconds } => ({ undoFor: status?.undoFor ?? seconds(60), fourEyesAbove: status?.fourEyesAbove ?? 100, fourEyesWithin: status?.fourEyesWithin ?? seconds(86_400) })
