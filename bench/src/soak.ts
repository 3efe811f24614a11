import { servicesOf, startWallets, type Wallets } from './http/measure-http.ts'
import type { Memory } from './http/report-memory.ts'
import { startNetwork, type BenchNetwork } from './http/start-network.ts'
import { slopeOf } from './slope.ts'

// Whether a verifier's memory stays flat: whole exchanges over HTTP, and what it holds after every fortieth part of them.

const exchanges = Number(process.env['COUNTERFOIL_SOAK_EXCHANGES'] ?? 20_000)
const samples = 40
const credentials = 256
const retries = 10
/** Caches fill, and V8 compiles, before anything is said of what is left. */
const warmUp = Math.min(8000, exchanges)

const say = (words: string): void => console.log(`  ${words} …`)

async function soak(network: BenchNetwork, wallets: Wallets): Promise<readonly (readonly [done: number, memory: Memory])[]> {
  await wallets.collect(credentials)
  say(`${warmUp} exchanges to warm up`)
  await wallets.present(warmUp, { retries })
  say(`${exchanges} exchanges`)
  const inPart = Math.ceil(exchanges / samples)
  const seen: [number, Memory][] = []
  for (let part = 1; part <= samples; part += 1) {
    await wallets.present(inPart, { retries })
    const memory = await network.verifier.memory()
    seen.push([part * inPart, memory])
    // So that a run of hours that is broken off has told something.
    say(`${part * inPart}: ${memory.held} bytes held, ${memory.resident} resident`)
  }
  return seen
}

function print(seen: Awaited<ReturnType<typeof soak>>): void {
  const mebibytes = (bytes = 0): string => (bytes / 2 ** 20).toFixed(1)
  for (const [name, pick] of [['held after a forced collection', ({ held }: Memory) => held], ['resident', ({ resident }: Memory) => resident]] as const) {
    const sizes = seen.map(([, memory]) => pick(memory))
    const { slope, error } = slopeOf(seen.map(([done, memory]) => [done, pick(memory)]))
    console.log(`${name}: ${slope.toFixed(1)} ± ${error.toFixed(1)} bytes for each exchange; ${mebibytes(sizes[0])} MiB after the first ${seen[0]?.[0]}, ${mebibytes(sizes.at(-1))} MiB after ${seen.at(-1)?.[0]}, at most ${mebibytes(Math.max(...sizes))} MiB`)
  }
}

if (!Number.isInteger(exchanges) || exchanges < samples) throw new Error(`COUNTERFOIL_SOAK_EXCHANGES is to be a whole number of at least ${samples}.`)
const network = await startNetwork(credentials, say)
const wallets = startWallets(servicesOf(network))
try {
  print(await soak(network, wallets))
} finally {
  wallets.close()
  await network.close()
}
