import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { registryAddress } from '@counterfoil/dev-ledger/registry'
import type { Network } from '@counterfoil/shared/network/network'
import { checkPorts } from './check-ports.ts'
import { claimFolder, forgetEverything } from './claim-folder.ts'
import { CannotStart } from './cannot-start.ts'
import { placesOf, type Places, type ServiceName } from './places.ts'
import { mustBeOnLedger, readExistingNetwork } from './existing-network.ts'
import { ledgerProgram, servicePrograms } from './programs.ts'
import { provisionNetwork } from './provision.ts'
import { ensureSampleRecords } from './sample-records.ts'
import { ensureSecrets, type SecretFiles } from './secrets.ts'
import { supervise, type Supervised } from './supervise.ts'

export interface Neighbourhood {
  readonly places: Places
  readonly network: Network
  readonly secrets: SecretFiles
  service(name: ServiceName): Supervised
  close(): Promise<void>
}

export interface NeighbourhoodOptions {
  readonly dataDir: string
  readonly portBase: number
  /** Whether to begin afresh: what an earlier start left is forgotten. */
  readonly reset?: boolean
  readonly onProgress: (words: string) => void
  /** Modules to load into the issuer before it starts. */
  readonly issuerPreload?: readonly string[]
}

/** Starts everything on this machine and resolves when all of it can be used. Throws `CannotStart` with one sentence. */
export async function startNeighbourhood({ dataDir, portBase, reset = false, onProgress, issuerPreload = [] }: NeighbourhoodOptions): Promise<Neighbourhood> {
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
    mustHaveSamePorts(existing, places)
    const secrets = ensureSecrets(places.secretsDir)
    ensureSampleRecords(places.recordsDir)
    onProgress('Starting the ledger')
    running.push(supervise(ledgerProgram(places), places.logsDir, onProgress))
    await running[0]?.ready()
    if (existing !== null) await mustBeOnLedger(existing, places)
    const network = existing ?? (await provisionNetwork(places, secrets, registryAddress, onProgress))
    onProgress('Starting sign-in, issuer, verifier, wallet and the council website')
    for (const program of servicePrograms(places, secrets, writeClients(places, secrets))) {
      running.push(supervise(program.name === 'issuer' ? { ...program, preload: issuerPreload } : program, places.logsDir, onProgress))
    }
    await Promise.all(running.map((one) => one.ready()))
    return { places, network, secrets, close, service: (name) => found(running, name) }
  } catch (error) {
    await close()
    throw error
  }
}

function found(running: readonly Supervised[], name: ServiceName): Supervised {
  const service = running.find((one) => one.name === name)
  if (service === undefined) throw new Error(`There is no ${name}.`)
  return service
}

// Addresses stand in credentials and on the ledger, so that the same data can't move to other ports.
function mustHaveSamePorts(network: Network | null, { urls }: Places): void {
  if (network === null || network.ledger.rpcUrl === urls.ledger) return
  const { port } = new URL(network.ledger.rpcUrl)
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
  }
  writeFileSync(file, JSON.stringify([client]), { mode: 0o600 })
  return file
}
