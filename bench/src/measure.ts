/** Rates of one measurement, a round each. What was measured in turn has as many rounds, and those of the same place lie side by side. */
export type Rounds = readonly number[]

/** A round of work: operations for each second of this process's CPU time. */
export async function cpuRound(work: () => unknown, roundMs = 400): Promise<number> {
  const before = process.cpuUsage()
  const until = performance.now() + roundMs
  let count = 0
  while (performance.now() < until) {
    await work()
    count += 1
  }
  const { user, system } = process.cpuUsage(before)
  return count / ((user + system) / 1e6)
}

/** Several rounds of the same. */
export async function cpuRounds(work: () => unknown, rounds = 5): Promise<Rounds> {
  const results: number[] = []
  for (let round = 0; round < rounds; round += 1) results.push(await cpuRound(work))
  return results
}

/**
 * Rounds of several kinds of work in turn. A machine that others share changes its pace by a third within minutes: only what
 * is measured within the same seconds can be divided by each other.
 */
export async function inTurn<Name extends string>(rounds: number, works: Readonly<Record<Name, () => Promise<number>>>): Promise<Readonly<Record<Name, Rounds>>> {
  const names = Object.keys(works) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(await works[name]())
  }
  return results
}

export const median = (values: Rounds): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/** The median of each round's ratio, which counts for two that were measured in turn; of others it is as good as the ratio of their medians. */
export function ratioOf(one: Rounds, other: Rounds): number {
  if (one.length !== other.length) return median(one) / median(other)
  return median(one.map((rate, round) => rate / (other[round] ?? Number.NaN)))
}
