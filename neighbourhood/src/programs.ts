import { join } from 'node:path'
import { exampleSites, type Places } from './places.ts'
import { relyingPartiesFile } from './relying-parties.ts'
import type { SecretFiles } from './secrets.ts'
import type { ProgramToRun } from './supervise.ts'
import type { ProviderFiles } from './wallet-provider.ts'

const root = join(import.meta.dirname, '..', '..')

export const ledgerProgram = ({ ports, urls, ledgerDir }: Places): ProgramToRun => ({
  name: 'ledger',
  file: join(root, 'packages/dev-ledger/src/main.ts'),
  readyUrl: `${urls.ledger}/health/ready`,
  env: { DATA_DIR: ledgerDir, PORT: `${ports.ledger}`, HOST: 'localhost' },
})

/** What takes the ledger's place, and its port, in a network without one. */
export const listProgram = ({ ports, urls, listDir }: Places, secrets: SecretFiles): ProgramToRun => ({
  name: 'list',
  file: join(root, 'services/registrar/src/publisher/main.ts'),
  readyUrl: `${urls.ledger}/health/ready`,
  env: { PUBLISHER_URL: urls.ledger, DATA_DIR: listDir, KEY_ENCRYPTION_KEY_FILE: secrets.listKek, PORT: `${ports.ledger}`, HOST: 'localhost' },
})

/** For consoles of the authorities. */
export const registrarProgram = ({ dataDir, ports, urls }: Places, secrets: SecretFiles): ProgramToRun => ({
  name: 'registrar',
  file: join(root, 'services/registrar/src/serve.ts'),
  readyUrl: `${urls.registrar}/health/ready`,
  env: { REGISTRAR_URL: urls.registrar, DATA_DIR: dataDir, API_TOKENS_FILE: secrets.registrarTokenDigests, KEY_OVERLAP_SECONDS: '60', PORT: `${ports.registrar}`, HOST: 'localhost' },
})

/** Which wallets may send citizens to the issuer, and who attests the neighbourhood's own. */
export interface KnownWallets {
  readonly walletsFile: string
  readonly provider: ProviderFiles
}

/** Wallets send citizens to the issuer, and the issuer sends them to the sign-in. */
const citizensSignIn = ({ urls }: Places, secrets: SecretFiles, { walletsFile, provider }: KnownWallets): Readonly<Record<string, string>> => ({
  CITIZEN_OIDC_ISSUER_URL: urls['sign-in'],
  CITIZEN_OIDC_CLIENT_ID: 'counterfoil-citizens',
  CITIZEN_OIDC_KEY_FILE: secrets.citizenSignInKey,
  CITIZEN_OIDC_VECTORS_OF_TRUST: 'Cl.Cm',
  WALLET_CLIENTS_FILE: walletsFile,
  WALLET_ATTESTATION_ANCHORS_FILE: provider.anchor,
  KEY_ATTESTATION_ANCHORS_FILE: provider.anchor,
  PROFILES: 'haip',
})

const attesting = ({ urls }: Places, { key, chain }: ProviderFiles): Readonly<Record<string, string>> => ({ WALLET_URL: urls.wallet, PROVIDER_KEY_FILE: key, PROVIDER_CHAIN_FILE: chain })

/** For form teams that know OpenID Connect alone. */
const openidProvider = (places: Places, secrets: SecretFiles): ProgramToRun => ({
  name: 'openid-provider',
  file: join(root, 'services/openid-provider/src/main.ts'),
  readyUrl: `${places.urls['openid-provider']}/health/ready`,
  env: {
    OPENID_PROVIDER_URL: places.urls['openid-provider'],
    VERIFIER_URL: places.urls.verifier,
    WALLET_URL: places.urls.wallet,
    NETWORK_FILE: places.networkFile,
    RELYING_PARTIES_FILE: relyingPartiesFile(places),
    API_KEYS_FILE: secrets.openidApiKeys,
    DATA_DIR: places.openidProviderDir,
    KEY_ENCRYPTION_KEY_FILE: secrets.openidProviderKek,
    PORT: `${places.ports['openid-provider']}`,
    HOST: 'localhost',
  },
})

/** Everything but what trust rests on, each with the environment that an operator would give it; citizens sign in where wallets are registered, and `lists` says who shares status lists. */
export function servicePrograms(places: Places, secrets: SecretFiles, clientsFile: string, { wallets = null, lists = {} }: { readonly wallets?: KnownWallets | null; readonly lists?: Readonly<Record<string, string>> } = {}): readonly ProgramToRun[] {
  const { ports, urls } = places
  const shared = { NETWORK_FILE: places.networkFile, HOST: 'localhost', WALLET_URL: urls.wallet }
  return [
    {
      name: 'sign-in',
      file: join(root, 'examples/sign-in/src/main.ts'),
      readyUrl: `${urls['sign-in']}/health/ready`,
      env: { OIDC_ISSUER_URL: urls['sign-in'], CLIENTS_FILE: clientsFile, DATA_DIR: places.signInDir, PORT: `${ports['sign-in']}`, HOST: 'localhost' },
    },
    {
      name: 'issuer',
      file: join(root, 'services/issuer/src/main.ts'),
      readyUrl: `${urls.issuer}/health/ready`,
      env: {
        ...shared,
        ISSUER_URL: urls.issuer,
        DATA_DIR: places.issuerDir,
        KEY_ENCRYPTION_KEY_FILE: secrets.issuerKek,
        SERVICE_SECRET_FILE: secrets.issuerSecret,
        RECORDS_DIR: places.recordsDir,
        PRIVATE_HOSTS: [urls.ledger, urls.verifier].map((url) => new URL(url).host).join(','),
        OIDC_ISSUER_URL: urls['sign-in'],
        // Every transaction is replayed at the next start, and anchors come whether or not anything happened.
        ANCHOR_SECONDS: '21600',
        STATUS_CLOCK_SECONDS: '1',
        // Short enough to wait for, and few enough to see a second person asked.
        STATUS_UNDO_SECONDS: '15',
        STATUS_FOUR_EYES_ABOVE: '3',
        ...lists,
        OIDC_CLIENT_ID: 'counterfoil-issuer',
        OIDC_CLIENT_SECRET_FILE: secrets.oidcClientSecret,
        COUNCIL_CLIENTS_FILE: secrets.councilClients,
        LOCAL_POST: 'yes',
        CATALOGUE_KEEPER: 'aldermoor',
        ...(wallets === null ? {} : citizensSignIn(places, secrets, wallets)),
        PORT: `${ports.issuer}`,
      },
    },
    {
      name: 'verifier',
      file: join(root, 'services/verifier/src/main.ts'),
      readyUrl: `${urls.verifier}/health/ready`,
      env: {
        ...shared,
        VERIFIER_URL: urls.verifier,
        DATA_DIR: places.verifierDir,
        KEY_ENCRYPTION_KEY_FILE: secrets.verifierKek,
        SERVICE_SECRET_FILE: secrets.verifierSecret,
        API_KEYS_FILE: secrets.verifierApiKeys,
        // The website's pages first; the small examples beside it are started by hand.
        RETURN_ORIGINS: [urls['council-website'], ...exampleSites(places), urls['openid-provider']].join(','),
        SANDBOX_WALLET_URL: places.sandboxWalletUrl,
        PRIVATE_HOSTS: [urls.issuer, urls.ledger].map((url) => new URL(url).host).join(','),
        FORM_PUBLICATIONS: 'all',
        // What is published at the console is seen at once by whoever shows it.
        FORM_PUBLICATIONS_SECONDS: '3',
        STATUS_MAX_AGE_SECONDS: '1',
        LEDGER_MAX_AGE_SECONDS: '2',
        PORT: `${ports.verifier}`,
      },
    },
    {
      name: 'wallet',
      file: join(root, 'wallet/src/server/main.ts'),
      readyUrl: `${urls.wallet}/health/ready`,
      env: { NETWORK_FILE: places.networkFile, PORT: `${ports.wallet}`, HOST: 'localhost', ...(wallets === null ? {} : attesting(places, wallets.provider)) },
    },
    {
      name: 'council-website',
      file: join(root, 'examples/council-website/src/main.ts'),
      readyUrl: `${urls['council-website']}/health/ready`,
      env: { ...shared, WEBSITE_URL: urls['council-website'], VERIFIER_URL: urls.verifier, API_KEYS_FILE: secrets.websiteApiKeys, PORT: `${ports['council-website']}` },
    },
    openidProvider(places, secrets),
  ]
}
