import { inTurn } from '../measure.ts'
import { rawRounds } from '../raw-crypto.ts'
import { gatherCrowd } from './crowd.ts'
import type { ServiceProcess } from './service-process.ts'
import type { BenchNetwork, OfferMade } from './start-network.ts'
import type { CollectJob, PresentJob, WalletJob } from './wallet-jobs.ts'

/** An issuer and a verifier that are measured; one process may be both. */
export interface Measured {
  readonly issuer: Pick<ServiceProcess, 'cpuTime'>
  readonly verifier: Pick<ServiceProcess, 'cpuTime'>
  readonly issuerUrl: string
  /** Enough of them for every round: `offersNeeded`. */
  readonly offers: readonly OfferMade[]
  readonly asking: Pick<PresentJob, 'verifierUrl' | 'apiKey' | 'form' | 'returnUrl'>
}

/** Many and short: the pace of a shared machine changes from second to second, and a median of few follows it. */
const rounds = 15
const wallets = 64
const inRound = 300
/** A service that has just started compiles itself; one that has run for a while is what operators have. After 5,000 some is still compiled. */
const warmUp = { issuing: 8000, presenting: 8000 } as const
export const batchKeys = 10
const batch = { warmUp: 400, inRound: 80 } as const
const grownWarmUp = 400
/** Of the floor and the library. */
export const offersForIssuing = warmUp.issuing + 2 * rounds * inRound
/** Of the services, of which more is measured. */
export const offersNeeded = offersForIssuing + batch.warmUp + rounds * (batch.inRound + inRound) + 2 * (grownWarmUp + rounds * inRound)

/** Issuer and verifier of a network. */
export function servicesOf(network: BenchNetwork): Measured {
  const { issuer, verifier, offers, apiKey } = network
  const { issuerUrl, verifierUrl } = network.network.authorities.find(({ id }) => id === network.authority) ?? raise()
  const returnUrl = `${network.places.urls['council-website']}/aldermoor/blue-badge-renewal`
  return { issuer, verifier, offers, issuerUrl, asking: { verifierUrl, apiKey, form: 'blue-badge-renewal', returnUrl } }
}

/** Whose wallets ask: those of the services, of the floor, and of the SD-JWT library with a transaction for each request. */
export type Asked = 'ours' | 'floor' | 'library'

/**
 * Whole exchanges with real processes, durable writes and many wallets at once, for each second of the service's own CPU time; beside each round those of
 * its peers and of raw crypto.
 */
export async function measureHttp({ ours, floor, library }: Readonly<Record<Asked, Wallets>>) {
  for (const one of [floor, library, ours]) await one.collect(warmUp.issuing)
  const issuings = await inTurn(rounds, { floor: () => floor.collect(inRound), library: () => library.collect(inRound), ours: () => ours.collect(inRound), ...rawRounds('issuing') })
  const credentials = await inTurn(rounds, { floor: () => floor.ask(inRound), library: () => library.ask(inRound), ours: () => ours.ask(inRound), ...rawRounds('issuing') })
  for (const one of [floor, ours]) await one.present(warmUp.presenting)
  const presentations = await inTurn(rounds, { floor: () => floor.present(inRound), ours: () => ours.present(inRound), uncollectedFloor: () => floor.present(inRound, { isCollected: false }), uncollected: () => ours.present(inRound, { isCollected: false }), ...rawRounds('allKeys', 'signatures') })
  return { issuings, credentials, presentations }
}

/** What only the services do: Credential Requests with ten proofs, each answered with ten credentials, beside those with one; and readings of a status list. */
export async function measureFurther(ours: Wallets) {
  await ours.ask(batch.warmUp, batchKeys)
  const requests = await inTurn(rounds, { batches: () => ours.ask(batch.inRound, batchKeys), ones: () => ours.ask(inRound), ...rawRounds('issuing') })
  await ours.read('/status-lists/1', inRound)
  return { requests, ...(await inTurn(rounds, { lists: () => ours.read('/status-lists/1', inRound) })) }
}

/** Credential Requests beside raw crypto now, and again once the database has grown. */
export async function measureGrowth(ours: Wallets, grow: () => Promise<void>) {
  const measure = async () => {
    await ours.collect(grownWarmUp)
    return inTurn(rounds, { ours: () => ours.ask(inRound), ...rawRounds('issuing') })
  }
  const before = await measure()
  await grow()
  return { before, after: await measure() }
}

/** Wallets of one issuer and verifier, as a process of their own. Each answers how many the service did for each second of its CPU time. */
export interface Wallets {
  /** Token, nonce and credential. */
  collect(count: number): Promise<number>
  /** The Credential Request alone: the one that writes a counterfoil, spends a nonce and signs. */
  ask(count: number, keys?: number): Promise<number>
  present(count: number, how?: Pick<PresentJob, 'isCollected' | 'retries'>): Promise<number>
  read(path: string, count: number): Promise<number>
  close(): void
}

export function startWallets({ issuer, verifier, issuerUrl, offers, asking }: Measured): Wallets {
  const crowd = gatherCrowd()
  let used = 0
  const collecting = (kind: CollectJob['kind'], count: number, keys = 1): CollectJob => {
    used += count
    if (used > offers.length) throw new Error('There are too few offers.')
    return { kind, wallets, issuerUrl, offers: offers.slice(used - count, used), keys }
  }
  const rateOf = async (service: Measured['issuer'], job: WalletJob, count: number): Promise<number> => {
    const before = await service.cpuTime()
    await crowd.perform(job)
    return count / (((await service.cpuTime()) - before) / 1e6)
  }
  return {
    collect: (count) => rateOf(issuer, collecting('collect', count), count),
    ask: async (count, keys) => {
      await crowd.perform(collecting('prepare', count, keys))
      return rateOf(issuer, { kind: 'ask', wallets, issuerUrl }, count)
    },
    present: (count, how = {}) => rateOf(verifier, { kind: 'present', wallets, count, ...asking, ...how }, count),
    read: (path, count) => rateOf(issuer, { kind: 'read', wallets, url: `${issuerUrl}${path}`, count }, count),
    close: () => crowd.leave(),
  }
}

function raise(): never {
  throw new Error('The network has no such authority.')
}
