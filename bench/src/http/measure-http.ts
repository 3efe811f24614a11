import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median } from '../measure.ts'
import type { ServiceProcess } from './service-process.ts'
import type { BenchNetwork, OfferMade } from './start-network.ts'
import type { CollectJob, PresentJob, WalletJob, WalletReport } from './wallet-jobs.ts'

/** Of one service process, for each second of its own CPU time; medians of several rounds. */
export interface IssuingRates {
  /** Token, nonce and credential. */
  readonly issuings: number
  /** The Credential Request alone: the one that writes a counterfoil, spends a nonce and signs. */
  readonly credentials: number
}

export interface HttpRates extends IssuingRates {
  readonly presentations: number
}

/** What only the services do. */
export interface FurtherRates {
  /** Credential Requests with ten proofs, each answered with ten credentials. */
  readonly batches: number
  /** Readings of a status list. */
  readonly lists: number
}

/** An issuer and a verifier that are measured; one process may be both. */
export interface Measured {
  readonly issuer: Pick<ServiceProcess, 'cpuTime'>
  readonly verifier: Pick<ServiceProcess, 'cpuTime'>
  readonly issuerUrl: string
  /** Enough of them for every round: `offersNeeded`. */
  readonly offers: readonly OfferMade[]
  readonly asking: Pick<PresentJob, 'verifierUrl' | 'apiKey' | 'form' | 'returnUrl'>
}

const rounds = 5
const wallets = 64
const inRound = 800
/** A service that has just started compiles itself; one that has run for a while is what operators have. After 5,000 some is still compiled. */
const warmUp = { issuing: 8000, presenting: 8000 } as const
export const offersForIssuing = warmUp.issuing + 2 * rounds * inRound
const batch = { keys: 10, warmUp: 400, inRound: 160 } as const
const grownWarmUp = 400
const offersForFurther = batch.warmUp + rounds * batch.inRound
const offersWhenGrown = grownWarmUp + rounds * inRound
export const offersNeeded = offersForIssuing + offersForFurther + 2 * offersWhenGrown

/** Issuer and verifier of a network. */
export function servicesOf(network: BenchNetwork): Measured {
  const { issuer, verifier, offers, apiKey } = network
  const { issuerUrl, verifierUrl } = network.network.authorities.find(({ id }) => id === network.authority) ?? raise()
  const returnUrl = `${network.places.urls['council-website']}/aldermoor/blue-badge-renewal`
  return { issuer, verifier, offers, issuerUrl, asking: { verifierUrl, apiKey, form: 'blue-badge-renewal', returnUrl } }
}

/** Whole exchanges with real processes, durable writes and many wallets at once. */
export const measureHttp = (measured: Measured): Promise<HttpRates> =>
  withCrowd(async (crowd) => ({ ...(await issuingRates(crowd, measured)), presentations: await presentationRate(crowd, measured) }))

/** The first half of that alone. */
export const measureIssuing = (measured: Measured): Promise<IssuingRates> => withCrowd((crowd) => issuingRates(crowd, measured))

/** After `measureHttp`, with the offers that it left. */
export const measureFurther = ({ issuer, issuerUrl, offers }: Measured): Promise<FurtherRates> =>
  withCrowd(async (crowd) => {
    const collect = collecting(issuerUrl, offers.slice(offersForIssuing))
    const asked: WalletJob = { kind: 'ask', wallets, issuerUrl }
    await perform(crowd, { ...collect('prepare', batch.warmUp), keys: batch.keys })
    await perform(crowd, asked)
    const batches = await repeat(async () => {
      await perform(crowd, { ...collect('prepare', batch.inRound), keys: batch.keys })
      return rateOf(issuer, crowd, asked, batch.inRound)
    })
    const read: WalletJob = { kind: 'read', wallets, url: `${issuerUrl}/status-lists/1`, count: inRound }
    await perform(crowd, read)
    return { batches, lists: await repeat(() => rateOf(issuer, crowd, read, inRound)) }
  })

/** Credential Requests now, and again once the database has grown: with the offers that the others left. */
export const measureGrowth = ({ issuer, issuerUrl, offers }: Measured, grow: () => Promise<void>): Promise<{ readonly before: number; readonly after: number }> =>
  withCrowd(async (crowd) => {
    const collect = collecting(issuerUrl, offers.slice(offersForIssuing + offersForFurther))
    const measure = async (): Promise<number> => {
      await perform(crowd, collect('collect', grownWarmUp))
      return credentialRate(crowd, { issuer, issuerUrl }, collect)
    }
    const before = await measure()
    await grow()
    return { before, after: await measure() }
  })

async function withCrowd<Rates>(measure: (crowd: ChildProcess) => Promise<Rates>): Promise<Rates> {
  const crowd = fork(join(import.meta.dirname, 'wallets-main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    return await measure(crowd)
  } finally {
    crowd.disconnect()
  }
}

/** Makes jobs, each for offers that none had before. */
function collecting(issuerUrl: string, offers: Measured['offers']): (kind: CollectJob['kind'], count: number) => CollectJob {
  let used = 0
  return (kind, count) => {
    used += count
    return { kind, wallets, issuerUrl, offers: offers.slice(used - count, used) }
  }
}

async function issuingRates(crowd: ChildProcess, { issuer, issuerUrl, offers }: Measured): Promise<IssuingRates> {
  const collect = collecting(issuerUrl, offers)
  await perform(crowd, collect('collect', warmUp.issuing))
  const issuings = await repeat(() => rateOf(issuer, crowd, collect('collect', inRound), inRound))
  return { issuings, credentials: await credentialRate(crowd, { issuer, issuerUrl }, collect) }
}

const credentialRate = (crowd: ChildProcess, { issuer, issuerUrl }: Pick<Measured, 'issuer' | 'issuerUrl'>, collect: ReturnType<typeof collecting>): Promise<number> =>
  repeat(async () => {
    await perform(crowd, collect('prepare', inRound))
    return rateOf(issuer, crowd, { kind: 'ask', wallets, issuerUrl }, inRound)
  })

async function presentationRate(crowd: ChildProcess, { verifier, asking }: Measured): Promise<number> {
  const present = (count: number): WalletJob => ({ kind: 'present', wallets, count, ...asking })
  await perform(crowd, present(warmUp.presenting))
  return repeat(() => rateOf(verifier, crowd, present(inRound), inRound))
}

function raise(): never {
  throw new Error('The network has no such authority.')
}

async function repeat(round: () => Promise<number>): Promise<number> {
  const rates: number[] = []
  for (let number = 0; number < rounds; number += 1) rates.push(await round())
  return median(rates)
}

async function rateOf(service: Measured['issuer'], crowd: ChildProcess, job: WalletJob, count: number): Promise<number> {
  const before = await service.cpuTime()
  await perform(crowd, job)
  return count / (((await service.cpuTime()) - before) / 1e6)
}

async function perform(crowd: ChildProcess, job: WalletJob): Promise<void> {
  crowd.send(job)
  const [{ fault }] = (await once(crowd, 'message')) as [WalletReport]
  if (fault !== null) throw new Error(`The wallets met a fault: ${fault}`)
}
