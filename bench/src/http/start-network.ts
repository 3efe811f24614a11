import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIssuer } from '@counterfoil/issuer/assemble'
import { databaseFile, readConfig } from '@counterfoil/issuer/config'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { draftSeals } from '@counterfoil/issuer/adapters/draft-seals'
import type { OfferSecret } from '@counterfoil/issuer/domain/credential-offer'
import { checkPorts } from '@counterfoil/neighbourhood/check-ports'
import { placesOf, type Places } from '@counterfoil/neighbourhood/places'
import { ledgerProgram, servicePrograms } from '@counterfoil/neighbourhood/programs'
import { localGround } from '@counterfoil/neighbourhood/ledger-ground'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import type { ProgramToRun } from '@counterfoil/neighbourhood/supervise'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import type { Network } from '@counterfoil/shared/network/network'
import { startService, type ServiceProcess } from './service-process.ts'

export interface OfferMade {
  readonly code: string
  readonly txCode: string
}

/** A ledger with its councils, an issuer and a verifier as processes of their own, and offers that wait. */
export interface BenchNetwork {
  readonly places: Places
  readonly network: Network
  readonly authority: string
  readonly apiKey: string
  readonly offers: readonly OfferMade[]
  readonly issuer: ServiceProcess
  /** The file that the issuer works on. */
  readonly issuerDatabase: string
  readonly verifier: ServiceProcess
  close(): Promise<void>
}

const authority = 'aldermoor'

/** Sets everything up in a folder of its own, with real files and durable writes, and makes the offers before anything is measured. */
export async function startNetwork(offers: number, onProgress: (words: string) => void): Promise<BenchNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-bench-'))
  const places = await freePlaces(folder)
  for (const dir of [places.logsDir, places.recordsDir]) mkdirSync(dir, { recursive: true })
  const secrets = ensureSecrets(places.secretsDir)
  const running: ServiceProcess[] = []
  const start = async (program: ProgramToRun): Promise<ServiceProcess> => {
    const service = await startService(program, places.logsDir)
    running.unshift(service)
    return service
  }
  const close = async (): Promise<void> => {
    for (const service of running) await service.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    onProgress('founding a network on a ledger of its own')
    await start(ledgerProgram(places))
    const network = await provisionNetwork(places, secrets, localGround(places), () => {})
    const programs = servicePrograms(places, secrets, join(folder, 'no-clients.json'))
    const program = (name: string): ProgramToRun => programs.find((one) => one.name === name) ?? raise(`no program ${name}`)
    onProgress(`making ${offers} offers`)
    const made = await makeOffers(program('issuer').env, offers)
    const issuer = await start(program('issuer'))
    const verifier = await start(program('verifier'))
    const keys = JSON.parse(readFileSync(secrets.websiteApiKeys, 'utf8')) as Record<string, string>
    return { places, network, authority, apiKey: keys[authority] ?? '', offers: made, issuer, issuerDatabase: databaseFile(readConfig(program('issuer').env)), verifier, close }
  } catch (error) {
    await close()
    throw error
  }
}

function raise(words: string): never {
  throw new Error(words)
}

async function freePlaces(folder: string): Promise<Places> {
  const wanted = process.env['COUNTERFOIL_BENCH_PORT_BASE']
  for (const base of wanted === undefined ? [5800, 15_800, 25_800] : [Number(wanted)]) {
    const places = placesOf(folder, base)
    if (await checkPorts(places).then(() => true, () => false)) return places
  }
  return raise('No free ports were found; name others with COUNTERFOIL_BENCH_PORT_BASE.')
}

const fields = {
  given_name: 'Ada',
  family_name: 'Sampleby',
  birth_date: '1970-01-01',
  address_line_1: '1 Unreal Road',
  address_line_2: 'Flat 2',
  post_town: 'Aldermoor',
  postcode: 'ZZ1 1AA',
  uprn: '990000000001',
  resident_since: '2001-04-01',
}

/** As staff would make them, each for somebody else, on the database that the issuer will open. */
async function makeOffers(env: Readonly<Record<string, string>>, count: number): Promise<OfferMade[]> {
  const issuer = await createIssuer(readConfig(env), { logger: Object.assign(createLogger('issuer'), { level: 'silent' }) })
  const seals = draftSeals(cryptoRandom)
  const council = issuer.authorities.get(authority) ?? raise('no authority')
  const type = issuer.types.get('residency') ?? raise('no type')
  const one = async (number: number): Promise<OfferMade> => {
    const id = `bench-${String(number).padStart(16, '0')}`
    const person = { reference: id as CouncilReference, fields: new Map(Object.entries(fields)) }
    const made = await issuer.makeCredentialOffer({ authority: council, type, person, id: id as OfferId, staff: { subject: 'bench', name: 'Bench', authority, roles: [] } })
    const secret = made?.offerUri.split('/').at(-1) ?? ''
    return { code: seals.codeOf(secret as OfferSecret), txCode: made?.txCode ?? '' }
  }
  const all: OfferMade[] = []
  while (all.length < count) all.push(...(await Promise.all(Array.from({ length: Math.min(200, count - all.length) }, (_, place) => one(all.length + place)))))
  await issuer.close()
  return all
}
