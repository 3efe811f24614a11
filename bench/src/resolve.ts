import registryPackage from 'ethr-did-registry'
import { Resolver } from 'did-resolver'
import { encodeBytes32String, Interface, JsonRpcProvider, Wallet } from 'ethers'
import { getResolver } from 'ethr-did-resolver'
import { chainId, startAnvil, type Engine } from '@counterfoil/dev-ledger/anvil'
import { deployRegistry, registryAddress } from '@counterfoil/dev-ledger/registry'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'

/** What resolving one identity costs, by the length of its history. Times are medians in milliseconds of wall time. */
export interface ResolvingCost {
  readonly changes: number
  readonly cold: number
  readonly coldRoundTrips: number
  /** While it is fresh: microseconds, and no round trip. */
  readonly warmMicroseconds: number
  readonly revalidated: number
  readonly revalidatedCalls: readonly string[]
  /** What the node alone takes for the one query of events. */
  readonly nodeLogs: number
  readonly stock: number
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
async function withChanges(engine: Engine, changes: number): Promise<string> {
  const identity = Wallet.createRandom()
  for (let nonce = 0; nonce < changes; nonce += 1) {
    const value = `0x04${nonce.toString(16).padStart(128, '0')}`
    const data = contract.encodeFunctionData('setAttribute', [identity.address, encodeBytes32String('did/pub/JsonWebKey2020/veriKey'), value, year])
    await engine.ask('eth_sendRawTransaction', [await identity.signTransaction({ type: 0, chainId, nonce, gasPrice: 0, gasLimit: 200_000, to: registryAddress, data })])
    await engine.ask('evm_mine', [])
  }
  return identity.address
}

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

async function timed(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now()
    await work()
    times.push(performance.now() - before)
  }
  return median(times)
}

/** Measures our resolver and the stock one on one chain, in one run. */
export async function measureResolving(lengths: readonly number[] = [1, 10, 100, 1000]): Promise<readonly ResolvingCost[]> {
  const engine = await startChain()
  const costs: ResolvingCost[] = []
  try {
    for (const changes of lengths) costs.push(await measureOne(engine, changes))
  } finally {
    await engine.close()
  }
  return costs
}

async function measureOne(engine: Engine, changes: number): Promise<ResolvingCost> {
  const address = await withChanges(engine, changes)
  const did = `did:ethr:0x${chainId.toString(16)}:${address}`
  const trips: string[][] = []
  const counting: typeof fetch = (url, init) => {
    const body = JSON.parse(init?.body as string) as { method: string } | { method: string }[]
    trips.push([body].flat().map(({ method }) => method))
    return fetch(url, init)
  }
  let now = Math.floor(Date.now() / 1000)
  const clock = { now: () => epochSeconds(now) }
  const open = () =>
    createEthrResolver({
      reader: checkedLedger(jsonRpcLedger({ rpcUrl: engine.url, fetch: counting }), { chainId, registry: registryAddress }, clock),
      registry: registryAddress,
      chainId,
      clock,
      freshFor: seconds(10),
      staleFor: seconds(3600),
    })
  const cold = await timed(9, async () => {
    trips.length = 0
    await open().resolve(did)
  })
  const coldRoundTrips = trips.length
  const resolver = open()
  await resolver.resolve(did)
  const warm = await timed(1001, async () => resolver.resolve(did))
  const revalidated = await timed(9, async () => {
    now += 10
    trips.length = 0
    await resolver.resolve(did)
  })
  const filter = { address: registryAddress, topics: [null, `0x${address.slice(2).toLowerCase().padStart(64, '0')}`], fromBlock: '0x0' }
  const nodeLogs = await timed(9, () => engine.ask('eth_getLogs', [filter]))
  const provider = new JsonRpcProvider(engine.url, chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  const stockResolver = new Resolver(getResolver({ networks: [{ name: `0x${chainId.toString(16)}`, chainId, registry: registryAddress, provider: provider as never }] })) // one package under two module formats
  const stock = await timed(changes > 100 ? 3 : 9, () => stockResolver.resolve(did))
  provider.destroy()
  return { changes, cold, coldRoundTrips, warmMicroseconds: warm * 1000, revalidated, revalidatedCalls: trips.flat(), nodeLogs, stock }
}

if (import.meta.main) {
  console.log('changes   cold ms (round trips)   of the node   warm µs   revalidated ms (calls)   stock ms')
  for (const { changes, cold, coldRoundTrips, nodeLogs, warmMicroseconds, revalidated, revalidatedCalls, stock } of await measureResolving()) {
    const cells = [String(changes).padStart(7), `${cold.toFixed(1)} (${coldRoundTrips})`.padStart(17), nodeLogs.toFixed(1).padStart(20), warmMicroseconds.toFixed(1).padStart(10), `${revalidated.toFixed(1)} (${revalidatedCalls.join()})`.padStart(25), stock.toFixed(0).padStart(10)]
    console.log(cells.join(''))
  }
}
