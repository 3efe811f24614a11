import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median } from '../measure.ts'
import type { ServiceProcess } from './service-process.ts'
import type { BenchNetwork, OfferMade } from './start-network.ts'
import type { PresentJob, WalletJob, WalletReport } from './wallet-jobs.ts'

/** Of one service process, for each second of its own CPU time; medians of several rounds. */
export interface HttpRates {
  /** Token, nonce and credential. */
  readonly issuings: number
  /** The Credential Request alone: the one that writes a counterfoil, spends a nonce and signs. */
  readonly credentials: number
  readonly presentations: number
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
/** A service that has just started compiles itself; one that has run for a while is what operators have. Presenting has more code: after 5,000 some is still compiled. */
const warmUp = { issuing: 3000, presenting: 8000 } as const
export const offersNeeded = warmUp.issuing + 2 * rounds * inRound

/** Issuer and verifier of a network. */
export function servicesOf(network: BenchNetwork): Measured {
  const { issuer, verifier, offers, apiKey } = network
  const { issuerUrl, verifierUrl } = network.network.authorities.find(({ id }) => id === network.authority) ?? raise()
  const returnUrl = `${network.places.urls['council-website']}/aldermoor/blue-badge-renewal`
  return { issuer, verifier, offers, issuerUrl, asking: { verifierUrl, apiKey, form: 'blue-badge-renewal', returnUrl } }
}

/** Whole exchanges with real processes, durable writes and many wallets at once. */
export async function measureHttp({ issuer, verifier, issuerUrl, offers, asking }: Measured): Promise<HttpRates> {
  const crowd = fork(join(import.meta.dirname, 'wallets-main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    let used = 0
    const collect = (kind: 'collect' | 'prepare', count: number): WalletJob => {
      used += count
      return { kind, wallets, issuerUrl, offers: offers.slice(used - count, used) }
    }
    const present = (count: number): WalletJob => ({ kind: 'present', wallets, count, ...asking })
    await perform(crowd, collect('collect', warmUp.issuing))
    const issuings = await repeat(() => rateOf(issuer, crowd, collect('collect', inRound), inRound))
    const credentials = await repeat(async () => {
      await perform(crowd, collect('prepare', inRound))
      return rateOf(issuer, crowd, { kind: 'ask', wallets, issuerUrl }, inRound)
    })
    await perform(crowd, present(warmUp.presenting))
    const presentations = await repeat(() => rateOf(verifier, crowd, present(inRound), inRound))
    return { issuings, credentials, presentations }
  } finally {
    crowd.disconnect()
  }
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
