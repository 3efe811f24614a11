import registryPackage from 'ethr-did-registry'
import { Resolver } from 'did-resolver'
import { encodeBytes32String, Interface, JsonRpcProvider, Wallet } from 'ethers'
import { getResolver } from 'ethr-did-resolver'
import { chainId, startAnvil, type Engine } from '@counterfoil/dev-ledger/anvil'
import { deployRegistry, registryAddress } from '@counterfoil/dev-ledger/registry'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'

/** What resolving one identity costs, by the length of its history. Times are medians in milliseconds of wall time. */
export interface ResolvingCost {
  readonly changes: number
  readonly cold: number
  readonly coldRoundTrips: number
  /** While it is fresh: microseconds, and no round trip. */
  readonly warmMicroseconds: number
  readonly warmRoundTrips: number
  readonly revalidated: number
  readonly revalidatedCalls: readonly string[]
  /** What the node alone takes for the one query of events, until its answer is a value. */
  readonly nodeLogs: number
  /** Cold, without that. */
  readonly net: number
  readonly stock: number
  readonly stockRoundTrips: number
}

const contract = new Interface(registryPackage.EthereumDIDRegistry.abi)
const genesis = 1_700_000_000
const year = 365 * 86_400

async function startChain(): Promise<Engine> {
  const engine = await startAnvil(genesis)
  const accept = async (raw: string): Promise<string> => {
    const hash = await engine.ask<string>('eth_sendRawTransaction', [raw])
    await engine.ask('evm_mine', [])
    return hash
  }
  await deployRegistry({ engine, accept })
  return engine
}

/** An identity with so many changes, each in a block of its own. */
async function withChanges(engine: Engine, changes: number): Promise<Pick<Identity, 'address' | 'filter'>> {
  const identity = Wallet.createRandom()
  for (let nonce = 0; nonce < changes; nonce += 1) {
    const value = `0x04${nonce.toString(16).padStart(128, '0')}`
    const data = contract.encodeFunctionData('setAttribute', [identity.address, encodeBytes32String('did/pub/JsonWebKey2020/veriKey'), value, year])
    await engine.ask('eth_sendRawTransaction', [await identity.signTransaction({ type: 0, chainId, nonce, gasPrice: 0, gasLimit: 200_000, to: registryAddress, data })])
    await engine.ask('evm_mine', [])
  }
  const { address } = identity
  const toBlock = await engine.ask<string>('eth_blockNumber', [])
  return { address, filter: { address: registryAddress, topics: [null, `0x${address.slice(2).toLowerCase().padStart(64, '0')}`], fromBlock: '0x0', toBlock } }
}

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/** What came before must not be in it: a node has something to put away after a long answer. */
async function timeApart(engine: Engine, work: () => Promise<unknown>): Promise<number> {
  for (let call = 0; call < 3; call += 1) await engine.ask('eth_blockNumber', [])
  return timeOf(work)
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

async function timed(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) times.push(await timeOf(work))
  return median(times)
}

/**
 * Measures our resolver and the stock one on one chain, in one run. The longest history is written first, so that every
 * query is over as many blocks.
 */
export async function measureResolving(lengths: readonly number[] = [1, 10, 100, 1000]): Promise<readonly ResolvingCost[]> {
  const engine = await startChain()
  try {
    const identities: Identity[] = []
    for (const changes of lengths.toReversed()) identities.unshift({ changes, ...(await withChanges(engine, changes)) })
    const colds = await measureCold(engine, identities)
    const costs: ResolvingCost[] = []
    for (const [place, identity] of identities.entries()) {
      costs.push({ changes: identity.changes, ...(colds[place] ?? { cold: 0, nodeLogs: 0, net: 0 }), ...(await measureKnown(engine, identity)), ...(await measureStock(engine, identity)) })
    }
    return costs
  } finally {
    await engine.close()
  }
}

interface Identity {
  readonly changes: number
  readonly address: string
  /** The query for its events. */
  readonly filter: unknown
}

const network = `0x${chainId.toString(16)}`
const didOf = ({ address }: Identity): string => `did:ethr:${network}:${address}`

/** A resolver that knows nothing yet, and the calls of each of its round trips. */
function openResolver(engine: Engine, clock: Clock = { now: () => epochSeconds(Math.floor(Date.now() / 1000)) }) {
  const trips: string[][] = []
  const counting: typeof fetch = (url, init) => {
    const body = JSON.parse(init?.body as string) as { method: string } | { method: string }[]
    trips.push([body].flat().map(({ method }) => method))
    return fetch(url, init)
  }
  const reader = checkedLedger(jsonRpcLedger({ rpcUrl: engine.url, fetch: counting }), { chainId, registry: registryAddress }, clock)
  return { trips, resolver: createEthrResolver({ reader, registry: registryAddress, chainId, clock, freshFor: seconds(10), staleFor: seconds(3600) }) }
}

/**
 * Identities in turn, round after round: what else the machine does, and how warm the engine is, is the same for long and
 * short histories. Nothing is told of the first rounds.
 */
async function measureCold(engine: Engine, identities: readonly Identity[]): Promise<readonly Pick<ResolvingCost, 'cold' | 'nodeLogs' | 'net'>[]> {
  const [warmUp, rounds] = [10, 31]
  const seen = identities.map(() => ({ cold: [] as number[], nodeLogs: [] as number[], net: [] as number[] }))
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [place, identity] of identities.entries()) {
      const nodeLogs = await timeApart(engine, () => engine.ask('eth_getLogs', [identity.filter]))
      const cold = await timeApart(engine, async () => openResolver(engine).resolver.resolve(didOf(identity)))
      if (round < warmUp) continue
      seen[place]?.cold.push(cold)
      seen[place]?.nodeLogs.push(nodeLogs)
      seen[place]?.net.push(cold - nodeLogs)
    }
  }
  return seen.map(({ cold, nodeLogs, net }) => ({ cold: median(cold), nodeLogs: median(nodeLogs), net: median(net) }))
}

async function measureKnown(engine: Engine, identity: Identity) {
  let now = Math.floor(Date.now() / 1000)
  const { resolver, trips } = openResolver(engine, { now: () => epochSeconds(now) })
  await resolver.resolve(didOf(identity))
  const coldRoundTrips = trips.length
  trips.length = 0
  const warm = await timed(1001, async () => resolver.resolve(didOf(identity)))
  const warmRoundTrips = trips.length
  const revalidated = await timed(9, async () => {
    now += 10
    trips.length = 0
    await resolver.resolve(didOf(identity))
  })
  return { coldRoundTrips, warmMicroseconds: warm * 1000, warmRoundTrips, revalidated, revalidatedCalls: trips.flat() }
}

async function measureStock(engine: Engine, identity: Identity) {
  const provider = new JsonRpcProvider(engine.url, chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  const stockResolver = new Resolver(getResolver({ networks: [{ name: network, chainId, registry: registryAddress, provider: provider as never }] })) // one package under two module formats
  let roundTrips = 0
  void provider.on('debug', ({ action }: { readonly action: string }) => (roundTrips += action === 'sendRpcPayload' ? 1 : 0))
  const rounds = identity.changes > 100 ? 3 : 9
  const stock = await timed(rounds, () => stockResolver.resolve(didOf(identity)))
  provider.destroy()
  return { stock, stockRoundTrips: roundTrips / rounds }
}

/** Ours and the stock resolver's beside what the node itself takes: its one query of events is in our time, and not ours to shorten. */
export function printResolving(costs: readonly ResolvingCost[]): void {
  const row = (...cells: readonly string[]): void => console.log(cells.map((cell, index) => cell.padStart([8, 10, 8, 16, 15, 10, 8, 17, 10, 8][index] ?? 8)).join(''))
  console.log('\nResolving did:ethr: medians, by number of changes. Warm is within the freshness limit, revalidated after it.\n')
  row('changes', 'cold ms', 'trips', 'node alone ms', 'net of it ms', 'warm µs', 'trips', 'revalidated ms', 'stock ms', 'trips')
  for (const { changes, cold, coldRoundTrips, nodeLogs, net, warmMicroseconds, warmRoundTrips, revalidated, revalidatedCalls, stock, stockRoundTrips } of costs) {
    row(`${changes}`, cold.toFixed(1), `${coldRoundTrips}`, nodeLogs.toFixed(1), net.toFixed(1), warmMicroseconds.toFixed(1), `${warmRoundTrips}`, `${revalidated.toFixed(1)}: ${revalidatedCalls.length}`, stock.toFixed(0), `${stockRoundTrips}`)
  }
  const [first, last] = [costs.at(0), costs.at(-1)]
  if (first === undefined || last === undefined) return
  const times = (of: (cost: ResolvingCost) => number): string => (of(last) / of(first)).toFixed(1)
  console.log(`\n  ${last.changes} changes take ${times(({ cold }) => cold)} times as long as ${first.changes}, net of the node ${times(({ net }) => net)}; the stock resolver ${times(({ stock }) => stock)}.`)
}

if (import.meta.main) printResolving(await measureResolving())
