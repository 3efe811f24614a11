import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import { checkPorts } from './check-ports.ts'
import { commonLists } from './common-lists.ts'
import { claimFolder, forgetEverything } from './claim-folder.ts'
import { CannotStart } from './cannot-start.ts'
import { placesOf, type Places, type ServiceName } from './places.ts'
import { beginAfresh, mustBeTold, readExistingNetwork } from './existing-network.ts'
import { localGround, outsideGround } from './ledger-ground.ts'
import { ledgerProgram, listProgram, registrarProgram, servicePrograms } from './programs.ts'
import { provisionNetwork } from './provision.ts'
import { provisionListNetwork } from './provision-list.ts'
import { writeRelyingParties } from './relying-parties.ts'
import { ensureSampleRecords } from './sample-records.ts'
import { ensureSecrets, type SecretFiles } from './secrets.ts'
import type { OutsideLedger, TrustKind } from './settings.ts'
import { ensureWalletProvider } from './wallet-provider.ts'
import { writeWallets } from './wallets.ts'
import { supervise, type ProgramToRun, type Supervised } from './supervise.ts'

export interface Neighbourhood {
  readonly places: Places
  readonly network: AnyNetwork
  readonly secrets: SecretFiles
  service(name: ServiceName): Supervised
  close(): Promise<void>
}

export interface NeighbourhoodOptions {
  readonly dataDir: string
  readonly portBase: number
  /** Whether to begin afresh: what an earlier start left is forgotten. */
  readonly reset?: boolean
  /** What trust rests on in a network that is founded now. */
  readonly trust?: TrustKind | null
  /** A ledger that runs already, instead of one of its own. */
  readonly ledger?: OutsideLedger | null
  readonly onProgress: (words: string) => void
  /** Modules to load into every service before it starts. */
  readonly preload?: readonly string[]
}

/** Starts everything on this machine and resolves when all of it can be used. Throws `CannotStart` with one sentence. */
export async function startNeighbourhood({ dataDir, portBase, reset = false, trust = null, ledger = null, onProgress, preload = [] }: NeighbourhoodOptions): Promise<Neighbourhood> {
  const places = placesOf(dataDir, portBase)
  const claim = claimFolder(dataDir)
  const running: Supervised[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.stop()))
    claim.release()
  }
  try {
    await checkPorts(places)
    if (reset) forgetEverything(dataDir, onProgress)
    const existing = readExistingNetwork(places)
    mustBeAtSamePlace(existing, places, ledger)
    mustTrustTheSame(existing, trust)
    const secrets = ensureSecrets(places.secretsDir)
    ensureSampleRecords(places.recordsDir)
    const run = async (program: ProgramToRun): Promise<void> => {
      const started = supervise(program, places.logsDir, onProgress)
      running.push(started)
      await started.ready()
    }
    const found = (kindOf(existing) ?? trust) === 'signed-list' ? foundOnList : foundOnLedger
    const network = await found({ existing, places, secrets, ledger, run, onProgress })
    onProgress('Starting sign-in, issuer, verifier, OpenID Provider, wallet, registrar and the council website')
    const lists = await commonLists(network, places)
    writeRelyingParties(places, secrets)
    const clientsFile = writeClients(places, secrets)
    const wallets = { walletsFile: writeWallets(join(places.signInDir, 'wallets.json'), places.urls.wallet), provider: await ensureWalletProvider(places.secretsDir, places.urls.wallet) }
    for (const program of [...servicePrograms(places, secrets, clientsFile, { wallets, lists }), registrarProgram(places, secrets)]) {
      running.push(supervise({ ...program, preload }, places.logsDir, onProgress))
    }
    await Promise.all(running.map((one) => one.ready()))
    return { places, network, secrets, close, service: (name) => runningOne(running, name) }
  } catch (error) {
    await close()
    throw error
  }
}

interface Founding extends Pick<NeighbourhoodOptions, 'onProgress'> {
  readonly existing: AnyNetwork | null
  readonly places: Places
  readonly secrets: SecretFiles
  readonly ledger: OutsideLedger | null
  readonly run: (program: ProgramToRun) => Promise<void>
}

async function foundOnLedger({ existing, places, secrets, ledger, run, onProgress }: Founding): Promise<AnyNetwork> {
  if (ledger === null) {
    onProgress('Starting the ledger')
    await run(ledgerProgram(places))
  }
  if (existing !== null) await mustBeTold(existing, places)
  return existing ?? provisionNetwork(places, secrets, ledger === null ? localGround(places) : await outsideGround(ledger), onProgress)
}

async function foundOnList({ existing, places, secrets, run, onProgress }: Founding): Promise<AnyNetwork> {
  if (existing !== null) await mustBeTold(existing, places)
  const network = existing ?? (await provisionListNetwork(places, secrets, onProgress))
  onProgress('Publishing the list')
  await run(listProgram(places, secrets))
  return network
}

const kindOf = (network: AnyNetwork | null): TrustKind | null => (network === null ? null : isListNetwork(network) ? 'signed-list' : 'erc1056')

function mustTrustTheSame(network: AnyNetwork | null, trust: TrustKind | null): void {
  const kind = kindOf(network)
  if (kind !== null && trust !== null && kind !== trust) throw new CannotStart(`The trust of this data rests on ${kind}, not on ${trust}. ${beginAfresh}`)
}

function runningOne(running: readonly Supervised[], name: ServiceName): Supervised {
  const service = running.find((one) => one.name === name)
  if (service === undefined) throw new Error(`There is no ${name}.`)
  return service
}

// Addresses stand in credentials and on the ledger, so that the same data can't move to other ports.
function mustBeAtSamePlace(network: AnyNetwork | null, { urls }: Places, outside: OutsideLedger | null): void {
  if (network === null) return
  if (outside !== null && !isListNetwork(network)) {
    if (outside.rpcUrls.includes(network.ledger.rpcUrl)) return
    throw new CannotStart(`This data belongs to the ledger at ${network.ledger.rpcUrl}, which LEDGER_RPC_URL lacks. ${beginAfresh}`)
  }
  const { origin, port } = new URL(isListNetwork(network) ? network.trust.url : network.ledger.rpcUrl)
  if (origin === urls.ledger) return
  if (!isListNetwork(network) && network.ledger.otherRpcUrls !== undefined) throw new CannotStart(`This data belongs to the ledger at ${origin}: name it with LEDGER_RPC_URL. ${beginAfresh}`)
  throw new CannotStart(`This data belongs to other ports: use --port-base ${Number(port) - 50}, or begin afresh with --reset.`)
}

function writeClients({ urls, signInDir }: Places, secrets: SecretFiles): string {
  mkdirSync(signInDir, { recursive: true, mode: 0o700 })
  const file = join(signInDir, 'clients.json')
  const client = {
    client_id: 'counterfoil-issuer',
    client_secret: readFileSync(secrets.oidcClientSecret, 'utf8'),
    redirect_uris: [`${urls.issuer}/staff/signed-in`],
    post_logout_redirect_uris: [`${urls.issuer}/staff`],
    backchannel_logout_uri: `${urls.issuer}/staff/back-channel-logout`,
    backchannel_logout_session_required: true,
  }
  const { d: _private, ...publicKey } = readJson<{ readonly d: string }>(secrets.citizenSignInKey, 'key for the citizens\' sign-in')
  // As GOV.UK One Login has it: a client of its own, which shows itself by a key.
  const citizens = {
    client_id: 'counterfoil-citizens',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [publicKey] },
    redirect_uris: [`${urls.issuer}/collect/signed-in`],
  }
  writeFileSync(file, JSON.stringify([client, citizens]), { mode: 0o600 })
  return file
}
