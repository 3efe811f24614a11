import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median } from '../measure.ts'
import type { ServiceProcess } from './service-process.ts'
import type { BenchNetwork } from './start-network.ts'
import type { WalletJob, WalletReport } from './wallet-jobs.ts'

/** Of one service process, for each second of its own CPU time; medians of several rounds. */
export interface HttpRates {
  readonly credentials: number
  readonly presentations: number
}

export const offersNeeded = 2000
const rounds = 5
const wallets = 32
const warmUp = 500
const credentialsInRound = (offersNeeded - warmUp) / rounds
const presentationsInRound = 400

/** Whole exchanges with real processes, durable writes and many wallets at once. */
export async function measureHttp(network: BenchNetwork): Promise<HttpRates> {
  const crowd = fork(join(import.meta.dirname, 'wallets-main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const { issuerUrl, verifierUrl } = network.network.authorities.find(({ id }) => id === network.authority) ?? raise()
    const collect = (from: number, count: number): WalletJob => ({ kind: 'collect', wallets, issuerUrl, offers: network.offers.slice(from, from + count) })
    const present = (count: number): WalletJob => ({
      kind: 'present',
      wallets,
      count,
      verifierUrl,
      apiKey: network.apiKey,
      form: 'blue-badge-renewal',
      returnUrl: `${network.places.urls['council-website']}/aldermoor/blue-badge-renewal`,
    })
    await perform(crowd, collect(0, warmUp))
    const credentials = await repeat((round) => rateOf(network.issuer, crowd, collect(warmUp + round * credentialsInRound, credentialsInRound), credentialsInRound))
    await perform(crowd, present(warmUp))
    const presentations = await repeat(() => rateOf(network.verifier, crowd, present(presentationsInRound), presentationsInRound))
    return { credentials, presentations }
  } finally {
    crowd.disconnect()
  }
}

function raise(): never {
  throw new Error('The network has no such authority.')
}

async function repeat(round: (number: number) => Promise<number>): Promise<number> {
  const rates: number[] = []
  for (let number = 0; number < rounds; number += 1) rates.push(await round(number))
  return median(rates)
}

async function rateOf(service: ServiceProcess, crowd: ChildProcess, job: WalletJob, count: number): Promise<number> {
  const before = await service.cpuTime()
  await perform(crowd, job)
  return count / (((await service.cpuTime()) - before) / 1e6)
}

async function perform(crowd: ChildProcess, job: WalletJob): Promise<void> {
  crowd.send(job)
  const [{ fault }] = (await once(crowd, 'message')) as [WalletReport]
  if (fault !== null) throw new Error(`The wallets met a fault: ${fault}`)
}
